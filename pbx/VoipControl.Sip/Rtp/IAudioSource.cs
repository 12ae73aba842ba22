namespace VoipControl.Sip.Rtp;

/// <summary>
/// Audio to be sent: PCM, 16 bits, one channel, 8000 samples a second. A source is read by one thread at a time, mostly the
/// media clock's, so it must not wait for anything.
/// </summary>
public interface IAudioSource
{
    /// <summary>Fills the span and returns how many samples were written: fewer than asked for only at the end, then 0.</summary>
    int Read(Span<short> samples);
}
