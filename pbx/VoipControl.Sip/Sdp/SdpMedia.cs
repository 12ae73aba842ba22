using System.Globalization;
using System.Text;

namespace VoipControl.Sip.Sdp;

/// <summary>One m line and what belongs to it.</summary>
public sealed record SdpMedia
{
    /// <summary><c>audio</c>, <c>video</c>, <c>image</c>, …</summary>
    public required string Type { get; init; }

    /// <summary>Where media is wanted; 0 means the stream is refused or ended (RFC 3264 6, 8.2).</summary>
    public required int Port { get; init; }

    /// <summary><c>RTP/AVP</c>, <c>RTP/SAVP</c>, <c>udptl</c>, …</summary>
    public string Protocol { get; init; } = "RTP/AVP";

    /// <summary>The formats as they stand in the m line.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>Those formats that are RTP payload types with a known meaning, in their order.</summary>
    public IReadOnlyList<SdpCodec> Codecs { get; init; } = [];

    /// <summary>The address of this stream's own c line; null when the session's holds.</summary>
    public string? ConnectionAddress { get; init; }

    /// <summary>The stream's own direction; null when the session's holds.</summary>
    public SdpDirection? Direction { get; init; }

    /// <summary>Milliseconds of sound a packet; null when none is asked for.</summary>
    public int? PacketTime { get; init; }

    /// <summary>All other attributes.</summary>
    public IReadOnlyList<SdpAttribute> Attributes { get; init; } = [];

    /// <summary>Whether the stream is refused or ended.</summary>
    public bool IsRejected => Port == 0;

    /// <summary>Whether it is a stream this stack can take part in: sound over plain RTP.</summary>
    public bool IsPlainAudio => Type == "audio" && Protocol == "RTP/AVP";

    internal void WriteTo(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"m={Type} {Port} {Protocol}");
        foreach (string format in Formats)
            text.Append(' ').Append(format);
        text.Append("\r\n");
        if (ConnectionAddress is not null)
            text.Append(CultureInfo.InvariantCulture, $"c=IN {(ConnectionAddress.Contains(':', StringComparison.Ordinal) ? "IP6" : "IP4")} {ConnectionAddress}\r\n");
        foreach (SdpCodec codec in Codecs)
        {
            text.Append("a=rtpmap:").Append(codec.RtpMap).Append("\r\n");
            if (codec.Parameters is not null)
                text.Append(CultureInfo.InvariantCulture, $"a=fmtp:{codec.PayloadType} {codec.Parameters}\r\n");
        }

        if (PacketTime is { } packetTime)
            text.Append(CultureInfo.InvariantCulture, $"a=ptime:{packetTime}\r\n");
        foreach (SdpAttribute attribute in Attributes)
            text.Append("a=").Append(attribute).Append("\r\n");
        if (Direction is { } direction)
            text.Append("a=").Append(SdpText.NameOf(direction)).Append("\r\n");
    }
}
