using System.Net;

namespace VoipControl.Sip.Sdp;

/// <summary>What our side of a call can do and where it wants its media.</summary>
public sealed record SdpCapabilities
{
    /// <summary>Where media is wanted.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>Formats in order of preference, <see cref="SdpCodec.TelephoneEvent"/> among them when digits are understood.</summary>
    public IReadOnlyList<SdpCodec> Codecs { get; init; } = [SdpCodec.Pcma, SdpCodec.Pcmu, SdpCodec.TelephoneEvent];

    /// <summary>Milliseconds of sound a packet. Default 20.</summary>
    public int PacketTime { get; init; } = 20;

    /// <summary>Numeric, the same for the whole call; made random by the caller.</summary>
    public ulong SessionId { get; init; } = 1;

    /// <summary>The version of a first description; the ones that follow count up (<see cref="SdpSession.Following"/>).</summary>
    public ulong SessionVersion { get; init; } = 1;
}
