namespace VoipControl.Sip.Rtp;

/// <summary>A sine without end, phase continuous from one read to the next.</summary>
public sealed class ToneSource : IAudioSource
{
    // A sine at full scale measures +3.14 dBm0 in A-law and +3.17 in mu-law (ITU-T G.711); the difference is not heard.
    internal const double FullScaleLevel = 3.14;

    private readonly double _amplitude;
    private readonly double _step;
    private double _turn;

    /// <param name="frequency">Hertz, above 0 and below 4000.</param>
    /// <param name="level">dBm0, -60 to +3.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public ToneSource(double frequency, double level = -10)
    {
        if (!(frequency > 0 && frequency < G711.SampleRate / 2)) throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "A tone's frequency is above 0 and below 4000 Hz.");
        if (!(level is >= -60 and <= 3)) throw new ArgumentOutOfRangeException(nameof(level), level, "A tone's level is -60 to +3 dBm0.");
        Frequency = frequency;
        _amplitude = short.MaxValue * Math.Pow(10, (level - FullScaleLevel) / 20);
        _step = frequency / G711.SampleRate;
    }

    /// <summary>Hertz.</summary>
    public double Frequency { get; }

    /// <inheritdoc/>
    public int Read(Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Round(_amplitude * Math.Sin(Math.Tau * _turn));
            _turn += _step;
            if (_turn >= 1) _turn -= 1;
        }

        return samples.Length;
    }
}
