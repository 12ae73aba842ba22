using System.Globalization;
using System.Text;

namespace VoipControl.Sip;

/// <summary>The two kinds of bodies that a call reads.</summary>
internal static class SipBodies
{
    public const string SdpType = "application/sdp";

    /// <summary>RFC 3420; the version parameter is what RFC 3515's examples send.</summary>
    public const string FragmentType = "message/sipfrag;version=2.0";

    /// <summary>The session description of a message; empty when it has none. A body without a type is taken for one.</summary>
    public static ReadOnlyMemory<byte> Sdp(SipMessage message) =>
        message.Body.IsEmpty || !IsSdp(message) ? default : message.Body;

    public static bool IsSdp(SipMessage message) =>
        message.ContentType is not { } type || type.AsSpan().Trim().StartsWith(SdpType, StringComparison.OrdinalIgnoreCase);

    /// <summary>The status in the first line of a message fragment, or 0 (RFC 3515 2.4.5: "SIP/2.0 200 OK").</summary>
    public static int FragmentStatus(SipMessage message)
    {
        var body = message.Body.Span;
        var head = Encoding.ASCII.GetString(body[..Math.Min(body.Length, 32)]);
        return head.StartsWith("SIP/2.0 ", StringComparison.OrdinalIgnoreCase)
            && head.Length >= 11
            && int.TryParse(head.AsSpan(8, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && status is >= 100 and <= 699
                ? status
                : 0;
    }
}
