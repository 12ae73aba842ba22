namespace VoipControl.Sip.Rtp;

/// <summary>How one leg's media behaves.</summary>
public sealed record MediaSessionOptions
{
    /// <summary>What the receiver measures.</summary>
    public RtpReceiverOptions Receiver { get; init; } = new();

    /// <summary>
    /// Whether to follow a far end that sends from another address than it named (behind a NAT): after five RTP packets in a row from
    /// one address, and only while the named address has not been heard. Off by default: packets from elsewhere are then only counted.
    /// </summary>
    public bool LearnRemote { get; init; }

    /// <summary>What is sent while nothing else is; silence by default, null for no packets, as a switch that only relays.</summary>
    public IAudioSource? Idle { get; init; } = SilenceSource.Endless;
}
