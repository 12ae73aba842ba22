namespace VoipControl.Sip;

/// <summary>
/// The times of RFC 3261 (table 4 and section 17) and RFC 6026, as multiples of three base values. The defaults are the
/// RFC's; tests and closed networks may shorten them.
/// </summary>
public sealed record SipTimers
{
    /// <summary>The RFC's values.</summary>
    public static SipTimers Default { get; } = new();

    /// <summary>Estimate of the round trip; the first retransmission comes after it. Default 500 ms.</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest interval between retransmissions of anything but an INVITE. Default 4 s.</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a message may live in the network. Default 5 s.</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Timer D: how long a client waits for repeated failures to its INVITE over UDP; RFC 3261 wants at least 32 s.</summary>
    public TimeSpan D { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>How long an INVITE may go unanswered before 100 Trying is sent for it (RFC 3261 17.2.1). Default 200 ms.</summary>
    public TimeSpan Trying { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>64 times T1: timers B, F, H, J, L and M, and the wait for the ACK to a 2xx (RFC 3261 13.3.1.4).</summary>
    public TimeSpan GiveUp => T1 * 64;
}
