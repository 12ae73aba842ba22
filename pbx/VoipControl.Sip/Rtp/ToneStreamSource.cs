namespace VoipControl.Sip.Rtp;

/// <summary>Plays the steps of a tone stream. Phases begin at zero with each step, as libteletone's do.</summary>
internal sealed class ToneStreamSource(ToneStep[] steps, int plays) : IAudioSource
{
    /// <summary>libteletone's range of volumes, dB.</summary>
    public const double LowestVolume = -63;

    // DBM0_MAX_POWER of libteletone_generate.h: 3.14 dBm0 at full scale, and 3.02 for twice the power.
    private const double LoudestVolume = 3.14 + 3.02;

    private readonly double[] _turns = new double[steps.Max(static s => s.Frequencies.Length)];
    private int _step;
    private int _position;
    private int _played;
    private double _volume;
    private double _amplitude;
    private int _untilFade;

    public int Read(Span<short> samples)
    {
        var done = 0;
        while (done < samples.Length && _step < steps.Length)
        {
            var step = steps[_step];
            if (_position == 0) Begin(step);
            var length = step.On + step.Off;
            var count = Math.Min(samples.Length - done, length - _position);
            for (var i = 0; i < count; i++, _position++) samples[done++] = _position < step.On ? Sound(step) : (short)0;
            if (_position == length) Next();
        }

        return done;
    }

    private void Next()
    {
        _position = 0;
        if (++_step < steps.Length) return;
        // Without end, or once more.
        if (plays == 0 || ++_played < plays) _step = 0;
    }

    private void Begin(ToneStep step)
    {
        Array.Clear(_turns);
        _untilFade = step.FadeSamples;
        SetVolume(step.Volume);
    }

    private void SetVolume(double volume)
    {
        _volume = volume;
        _amplitude = short.MaxValue * Math.Sqrt(2) * Math.Pow(10, (volume - LoudestVolume) / 20);
    }

    private short Sound(ToneStep step)
    {
        if (step.FadeSamples > 0 && --_untilFade <= 0)
        {
            _untilFade = step.FadeSamples;
            if (_volume + step.FadeBy is <= 0 and >= LowestVolume) SetVolume(_volume + step.FadeBy);
        }

        double sum = 0;
        for (var i = 0; i < step.Frequencies.Length; i++)
        {
            sum += Math.Sin(Math.Tau * _turns[i]);
            _turns[i] += step.Frequencies[i] / G711.SampleRate;
            if (_turns[i] >= 1) _turns[i] -= 1;
        }

        return (short)(_amplitude * sum / step.Frequencies.Length);
    }
}
