namespace VoipControl.Sip.Rtp;

/// <summary>
/// Joins two legs, or one with itself (echo): what comes on one leaves on the other at once, packet by packet. Each leg keeps
/// its own SSRC, sequence and timestamps, its law (PCMU and PCMA are translated) and its type for telephone-events. A leg that
/// plays something (<see cref="RtpSender.PlayAsync"/>) does not hear the other one meanwhile. Nothing is mixed.
/// </summary>
public sealed class RtpRelay : IDisposable
{
    private readonly MediaSession _first;
    private readonly MediaSession _second;
    private int _ended;

    /// <summary>Joins two legs; a leg that is joined already leaves its other one. They are not owned.</summary>
    public RtpRelay(MediaSession first, MediaSession second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        _first = first;
        _second = second;
        first.PassTo(second);
        second.PassTo(first);
    }

    /// <summary>Sends a leg's own audio back to it.</summary>
    public static RtpRelay Echo(MediaSession leg) => new(leg, leg);

    /// <summary>Parts the legs, unless one has been joined with a third meanwhile; both live on.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        _first.StopPassingTo(_second);
        _second.StopPassingTo(_first);
    }
}
