namespace VoipControl.Sip.Rtp;

/// <summary>Interarrival jitter (RFC 3550 section 6.4.1 and appendix A.8), in samples of 8000 Hz. Pure.</summary>
internal sealed class JitterMeter
{
    private double? _transit;

    /// <summary>The present estimate, in milliseconds.</summary>
    public double Milliseconds { get; private set; }

    /// <summary>The largest estimate so far, in milliseconds.</summary>
    public double MaxMilliseconds { get; private set; }

    /// <summary>The next packet begins another timeline; the estimate stays.</summary>
    public void BeginStream() => _transit = null;

    /// <summary>Takes one packet.</summary>
    /// <param name="arrival">When it came.</param>
    /// <param name="timestamp">Its RTP timestamp.</param>
    public void Take(TimeSpan arrival, uint timestamp)
    {
        var transit = arrival.TotalSeconds * G711.SampleRate - timestamp;
        if (_transit is { } before)
        {
            var difference = transit - before;
            // The timestamp is modulo 2^32; a wrap is no delay of six days.
            difference -= Math.Round(difference / 4294967296.0) * 4294967296.0;
            var change = Math.Abs(difference) * 1000 / G711.SampleRate - Milliseconds;
            Milliseconds += change / 16;
            MaxMilliseconds = Math.Max(MaxMilliseconds, Milliseconds);
        }

        _transit = transit;
    }
}
