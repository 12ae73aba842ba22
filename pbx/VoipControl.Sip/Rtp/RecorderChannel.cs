namespace VoipControl.Sip.Rtp;

/// <summary>
/// One channel of a recording: takes audio as packets bring it and gives it back as time passes. A short store evens out
/// jitter; when it runs dry the channel is silent until it has filled again, when it overflows the oldest audio goes.
/// </summary>
public sealed class RecorderChannel
{
    // Three packets before it speaks, and half a second at most: what arrives in a burst after a stall is not all kept.
    private const int Prime = 3 * G711.FrameSamples;
    private const int Capacity = G711.SampleRate / 2;

    private readonly Lock _gate = new();
    private readonly short[] _ring = new short[Capacity];
    private int _start;
    private int _count;
    private bool _speaking;

    internal RecorderChannel()
    {
    }

    /// <summary>Appends audio; fits <see cref="PcmTap"/>.</summary>
    /// <param name="samples">PCM, 8000 samples a second.</param>
    /// <param name="missing">Samples that are missing before these; silence takes their place.</param>
    public void Write(ReadOnlySpan<short> samples, int missing)
    {
        lock (_gate)
        {
            // A channel that ran dry has written the silence already.
            if (_speaking) Append(default, Math.Min(missing, Capacity));
            Append(samples, 0);
        }
    }

    /// <summary>Takes the next samples, silence where there are none.</summary>
    /// <param name="interleaved">Every second element is this channel's.</param>
    /// <param name="offset">0 or 1.</param>
    internal void Take(Span<short> interleaved, int offset)
    {
        lock (_gate)
        {
            var wanted = interleaved.Length / 2;
            if (!_speaking && _count >= Prime) _speaking = true;
            var given = _speaking ? Math.Min(wanted, _count) : 0;
            for (var i = 0; i < wanted; i++) interleaved[2 * i + offset] = i < given ? _ring[(_start + i) % Capacity] : (short)0;
            _start = (_start + given) % Capacity;
            _count -= given;
            if (given < wanted) _speaking = false;
        }
    }

    private void Append(ReadOnlySpan<short> samples, int silence)
    {
        var added = samples.Length + silence;
        for (var i = 0; i < added; i++)
        {
            _ring[(_start + _count) % Capacity] = i < samples.Length ? samples[i] : (short)0;
            if (_count < Capacity) _count++;
            else _start = (_start + 1) % Capacity;
        }
    }
}
