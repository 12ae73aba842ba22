namespace VoipControl.Sip.Rtp;

/// <summary>The ports that media may use, both ends included. RTP takes the even ones (RFC 3550 section 11).</summary>
/// <param name="First">1024 to 65534, or 0 together with <paramref name="Last"/> for any free port.</param>
/// <param name="Last">Not below <paramref name="First"/>.</param>
public readonly record struct RtpPortRange(int First, int Last)
{
    /// <summary>16384 to 32768, as FreeSWITCH has it (switch_rtp.c).</summary>
    public static RtpPortRange Default { get; } = new(16384, 32768);

    /// <summary>Whichever port the system gives, even or odd.</summary>
    public static RtpPortRange Any { get; } = new(0, 0);

    /// <summary>Whether the system chooses.</summary>
    public bool IsAny => First == 0 && Last == 0;

    /// <summary>The lowest even port.</summary>
    internal int FirstEven => First + (First & 1);

    /// <summary>How many even ports there are.</summary>
    internal int EvenPorts => Math.Max(0, (Last - FirstEven) / 2 + 1);

    /// <summary>Throws when the range holds no even port or one that is not a port.</summary>
    internal void Validate()
    {
        if (IsAny) return;
        if (First is < 1024 or > 65534 || Last > 65535 || Last < FirstEven)
            throw new ArgumentException($"RTP ports {First} to {Last}: a range lies between 1024 and 65535 and holds an even port, or is 0 to 0 for any free port.");
    }
}
