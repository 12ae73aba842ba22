namespace VoipControl.Sip.Rtp;

/// <summary>Silence: without end, or for a time.</summary>
public sealed class SilenceSource : IAudioSource
{
    private long _left;

    /// <param name="length">How long it lasts; null is without end.</param>
    public SilenceSource(TimeSpan? length = null) => _left = length is { } time ? (long)(time.TotalSeconds * G711.SampleRate) : long.MaxValue;

    /// <summary>Silence without end. It has no state, so everybody may share it.</summary>
    public static IAudioSource Endless { get; } = new Unchanging();

    /// <inheritdoc/>
    public int Read(Span<short> samples)
    {
        var count = (int)Math.Min(samples.Length, _left);
        samples[..count].Clear();
        _left -= count;
        return count;
    }

    private sealed class Unchanging : IAudioSource
    {
        public int Read(Span<short> samples)
        {
            samples.Clear();
            return samples.Length;
        }
    }
}
