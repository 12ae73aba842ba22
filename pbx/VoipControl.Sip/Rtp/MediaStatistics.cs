using System.Net;

namespace VoipControl.Sip.Rtp;

/// <summary>Both directions of one leg, at one moment.</summary>
public sealed record MediaStatistics
{
    /// <summary>What came.</summary>
    public required RtpReceiveStatistics Received { get; init; }

    /// <summary>Packets that left.</summary>
    public required long PacketsSent { get; init; }

    /// <summary>Their payload, in bytes.</summary>
    public required long PayloadBytesSent { get; init; }

    /// <summary>Datagrams that the system refused to send.</summary>
    public required long SendErrors { get; init; }

    /// <summary>Datagrams from other addresses than the far end's, which were not heard.</summary>
    public required long Strangers { get; init; }

    /// <summary>Where packets go, or null.</summary>
    public required IPEndPoint? Remote { get; init; }
}
