using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace VoipControl.Sip.Sdp;

/// <summary>A session description (RFC 4566), as far as calls need it. Immutable.</summary>
public sealed record SdpSession
{
    /// <summary>The media type of a body that holds one.</summary>
    public const string ContentType = "application/sdp";

    /// <summary>The o line.</summary>
    public required SdpOrigin Origin { get; init; }

    /// <summary>The s line.</summary>
    public string Name { get; init; } = "-";

    /// <summary>The address of the session's c line; null when every stream has its own.</summary>
    public string? ConnectionAddress { get; init; }

    /// <summary>The session's direction, for streams without one of their own; null is sendrecv.</summary>
    public SdpDirection? Direction { get; init; }

    /// <summary>All other attributes of the session.</summary>
    public IReadOnlyList<SdpAttribute> Attributes { get; init; } = [];

    /// <summary>The streams, in their order; an answer has as many as its offer.</summary>
    public IReadOnlyList<SdpMedia> Media { get; init; } = [];

    /// <summary>Reads a description; false when it is none, with what was wrong.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SdpSession? session, [NotNullWhen(false)] out string? error) =>
        SdpReader.TryRead(text, out session, out error);

    /// <summary>Reads a description that the program itself has.</summary>
    /// <exception cref="FormatException">It is none; the message says what was wrong.</exception>
    public static SdpSession Parse(string text) =>
        TryParse(Encoding.UTF8.GetBytes(text), out SdpSession? session, out string? error) ? session : throw new FormatException(error);

    /// <summary>Where that stream wants its media, or null when it names no address that can be sent to (a host name is none here).</summary>
    public IPEndPoint? EndPointOf(SdpMedia media) =>
        !media.IsRejected && IPAddress.TryParse(media.ConnectionAddress ?? ConnectionAddress, out IPAddress? address) && !IsUnspecified(address)
            ? new IPEndPoint(address, media.Port)
            : null;

    /// <summary>
    /// The direction of that stream as its writer means it. The address 0.0.0.0 is the hold of RFC 2543 (RFC 3264 8.4): the writer does not
    /// receive.
    /// </summary>
    public SdpDirection DirectionOf(SdpMedia media)
    {
        if (media.IsRejected)
            return SdpDirection.Inactive;
        SdpDirection direction = media.Direction ?? Direction ?? SdpDirection.SendRecv;
        return IPAddress.TryParse(media.ConnectionAddress ?? ConnectionAddress, out IPAddress? address) && IsUnspecified(address)
            ? direction & SdpDirection.SendOnly
            : direction;
    }

    /// <summary>
    /// This description as the next one of a session after <paramref name="previous"/>: the same origin, its version one higher when anything has
    /// changed and the same when nothing has (RFC 3264 8).
    /// </summary>
    public SdpSession Following(SdpSession previous)
    {
        SdpSession same = this with { Origin = previous.Origin };
        return same.ToString() == previous.ToString() ? same : same with { Origin = previous.Origin.Next() };
    }

    /// <summary>As it is written.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(320);
        text.Append(CultureInfo.InvariantCulture, $"v=0\r\no={Origin}\r\ns={Name}\r\n");
        if (ConnectionAddress is not null)
            text.Append(CultureInfo.InvariantCulture, $"c=IN {(ConnectionAddress.Contains(':', StringComparison.Ordinal) ? "IP6" : "IP4")} {ConnectionAddress}\r\n");
        text.Append("t=0 0\r\n");
        foreach (SdpAttribute attribute in Attributes)
            text.Append("a=").Append(attribute).Append("\r\n");
        if (Direction is { } direction)
            text.Append("a=").Append(SdpText.NameOf(direction)).Append("\r\n");
        foreach (SdpMedia media in Media)
            media.WriteTo(text);
        return text.ToString();
    }

    /// <summary>As it is written, in UTF-8: the body of a message.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    private static bool IsUnspecified(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
