using System.Text;

namespace VoipControl.Sip;

/// <summary>From a name on the wire (any case, compact or long) to the header field it names, and back to the canonical name.</summary>
internal static class SipHeaderTable
{
    private static readonly string[] s_names = CanonicalNames();
    private static readonly byte[][] s_lines = [.. s_names.Select(static n => Encoding.ASCII.GetBytes(n + ": "))];

    public static string NameOf(SipHeaderId id) => s_names[(int)id];

    /// <summary>The canonical name with colon and space, as it is written.</summary>
    public static ReadOnlySpan<byte> LineOf(SipHeaderId id) => s_lines[(int)id];

    public static SipHeaderId Of(string name)
    {
        if (name.Length > 32)
            return SipHeaderId.Other;
        Span<byte> bytes = stackalloc byte[32];
        return Ascii.FromUtf16(name, bytes, out int length) == System.Buffers.OperationStatus.Done ? Of(bytes[..length]) : SipHeaderId.Other;
    }

    public static SipHeaderId Of(ReadOnlySpan<byte> name)
    {
        // Length and one letter leave one candidate, or two or three in a few places; it is then compared whole.
        switch (name.Length)
        {
            case 1:
                return (name[0] | 0x20) switch
                {
                    'b' => SipHeaderId.ReferredBy,
                    'c' => SipHeaderId.ContentType,
                    'e' => SipHeaderId.ContentEncoding,
                    'f' => SipHeaderId.From,
                    'i' => SipHeaderId.CallId,
                    'k' => SipHeaderId.Supported,
                    'l' => SipHeaderId.ContentLength,
                    'm' => SipHeaderId.Contact,
                    'o' => SipHeaderId.Event,
                    'r' => SipHeaderId.ReferTo,
                    's' => SipHeaderId.Subject,
                    't' => SipHeaderId.To,
                    'u' => SipHeaderId.AllowEvents,
                    'v' => SipHeaderId.Via,
                    'x' => SipHeaderId.SessionExpires,
                    _ => SipHeaderId.Other,
                };
            case 2:
                return Is(name, "To"u8, SipHeaderId.To);
            case 3:
                return Is(name, "Via"u8, SipHeaderId.Via);
            case 4:
                return (name[0] | 0x20) switch
                {
                    'c' => Is(name, "CSeq"u8, SipHeaderId.CSeq),
                    'd' => Is(name, "Date"u8, SipHeaderId.Date),
                    'f' => Is(name, "From"u8, SipHeaderId.From),
                    'p' => Is(name, "Path"u8, SipHeaderId.Path),
                    'r' => EitherOf(name, "RAck"u8, SipHeaderId.RAck, "RSeq"u8, SipHeaderId.RSeq),
                    _ => SipHeaderId.Other,
                };
            case 5:
                return (name[0] | 0x20) switch
                {
                    'a' => Is(name, "Allow"u8, SipHeaderId.Allow),
                    'e' => Is(name, "Event"u8, SipHeaderId.Event),
                    'r' => Is(name, "Route"u8, SipHeaderId.Route),
                    _ => SipHeaderId.Other,
                };
            case 6:
                return (name[0] | 0x20) switch
                {
                    'a' => Is(name, "Accept"u8, SipHeaderId.Accept),
                    'm' => Is(name, "Min-SE"u8, SipHeaderId.MinSe),
                    'r' => Is(name, "Reason"u8, SipHeaderId.Reason),
                    's' => Is(name, "Server"u8, SipHeaderId.Server),
                    _ => SipHeaderId.Other,
                };
            case 7:
                return (name[2] | 0x20) switch
                {
                    'b' => Is(name, "Subject"u8, SipHeaderId.Subject),
                    'i' => Is(name, "Privacy"u8, SipHeaderId.Privacy),
                    'l' => Is(name, "Call-ID"u8, SipHeaderId.CallId),
                    'n' => Is(name, "Contact"u8, SipHeaderId.Contact),
                    'p' => Is(name, "Expires"u8, SipHeaderId.Expires),
                    'q' => Is(name, "Require"u8, SipHeaderId.Require),
                    'r' => Is(name, "Warning"u8, SipHeaderId.Warning),
                    _ => SipHeaderId.Other,
                };
            case 8:
                return (name[3] | 0x20) switch
                {
                    '-' => Is(name, "SIP-ETag"u8, SipHeaderId.SipETag),
                    'e' => Is(name, "Refer-To"u8, SipHeaderId.ReferTo),
                    'l' => EitherOf(name, "Replaces"u8, SipHeaderId.Replaces, "Reply-To"u8, SipHeaderId.ReplyTo),
                    'o' => Is(name, "Priority"u8, SipHeaderId.Priority),
                    _ => SipHeaderId.Other,
                };
            case 9:
                return (name[0] | 0x20) switch
                {
                    'c' => Is(name, "Call-Info"u8, SipHeaderId.CallInfo),
                    'd' => Is(name, "Diversion"u8, SipHeaderId.Diversion),
                    's' => Is(name, "Supported"u8, SipHeaderId.Supported),
                    't' => Is(name, "Timestamp"u8, SipHeaderId.Timestamp),
                    _ => SipHeaderId.Other,
                };
            case 10:
                return (name[0] | 0x20) switch
                {
                    'a' => Is(name, "Alert-Info"u8, SipHeaderId.AlertInfo),
                    'e' => Is(name, "Error-Info"u8, SipHeaderId.ErrorInfo),
                    'u' => Is(name, "User-Agent"u8, SipHeaderId.UserAgent),
                    _ => SipHeaderId.Other,
                };
            case 11:
                return (name[2] | 0x20) switch
                {
                    '-' => Is(name, "In-Reply-To"u8, SipHeaderId.InReplyTo),
                    'f' => Is(name, "Referred-By"u8, SipHeaderId.ReferredBy),
                    'n' => Is(name, "Min-Expires"u8, SipHeaderId.MinExpires),
                    's' => Is(name, "Unsupported"u8, SipHeaderId.Unsupported),
                    't' => Is(name, "Retry-After"u8, SipHeaderId.RetryAfter),
                    _ => SipHeaderId.Other,
                };
            case 12:
                return (name[2] | 0x20) switch
                {
                    'c' => Is(name, "Record-Route"u8, SipHeaderId.RecordRoute),
                    'g' => Is(name, "Organization"u8, SipHeaderId.Organization),
                    'l' => Is(name, "Allow-Events"u8, SipHeaderId.AllowEvents),
                    'm' => Is(name, "MIME-Version"u8, SipHeaderId.MimeVersion),
                    'n' => Is(name, "Content-Type"u8, SipHeaderId.ContentType),
                    'p' => Is(name, "SIP-If-Match"u8, SipHeaderId.SipIfMatch),
                    's' => Is(name, "History-Info"u8, SipHeaderId.HistoryInfo),
                    'x' => Is(name, "Max-Forwards"u8, SipHeaderId.MaxForwards),
                    _ => SipHeaderId.Other,
                };
            case 13:
                return (name[0] | 0x20) switch
                {
                    'a' => Is(name, "Authorization"u8, SipHeaderId.Authorization),
                    'p' => Is(name, "Proxy-Require"u8, SipHeaderId.ProxyRequire),
                    's' => Is(name, "Service-Route"u8, SipHeaderId.ServiceRoute),
                    _ => SipHeaderId.Other,
                };
            case 14:
                return Is(name, "Content-Length"u8, SipHeaderId.ContentLength);
            case 15:
                return (name[7] | 0x20) switch
                {
                    '-' => Is(name, "Session-Expires"u8, SipHeaderId.SessionExpires),
                    'e' => Is(name, "Accept-Encoding"u8, SipHeaderId.AcceptEncoding),
                    'l' => Is(name, "Accept-Language"u8, SipHeaderId.AcceptLanguage),
                    'p' => Is(name, "Remote-Party-ID"u8, SipHeaderId.RemotePartyId),
                    _ => SipHeaderId.Other,
                };
            case 16:
                return (name[10] | 0x20) switch
                {
                    'c' => Is(name, "Content-Encoding"u8, SipHeaderId.ContentEncoding),
                    'n' => Is(name, "Content-Language"u8, SipHeaderId.ContentLanguage),
                    't' => Is(name, "WWW-Authenticate"u8, SipHeaderId.WwwAuthenticate),
                    _ => SipHeaderId.Other,
                };
            case 18:
                return (name[0] | 0x20) switch
                {
                    'p' => Is(name, "Proxy-Authenticate"u8, SipHeaderId.ProxyAuthenticate),
                    's' => Is(name, "Subscription-State"u8, SipHeaderId.SubscriptionState),
                    _ => SipHeaderId.Other,
                };
            case 19:
                return (name[1] | 0x20) switch
                {
                    '-' => Is(name, "P-Asserted-Identity"u8, SipHeaderId.PAssertedIdentity),
                    'o' => Is(name, "Content-Disposition"u8, SipHeaderId.ContentDisposition),
                    'r' => Is(name, "Proxy-Authorization"u8, SipHeaderId.ProxyAuthorization),
                    'u' => Is(name, "Authentication-Info"u8, SipHeaderId.AuthenticationInfo),
                    _ => SipHeaderId.Other,
                };
            case 20:
                return Is(name, "P-Preferred-Identity"u8, SipHeaderId.PPreferredIdentity);
            default:
                return SipHeaderId.Other;
        }
    }

    private static SipHeaderId Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> candidate, SipHeaderId id) =>
        name.SequenceEqual(candidate) || Ascii.EqualsIgnoreCase(name, candidate) ? id : SipHeaderId.Other;

    private static SipHeaderId EitherOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> first, SipHeaderId firstId, ReadOnlySpan<byte> second, SipHeaderId secondId)
    {
        SipHeaderId id = Is(name, first, firstId);
        return id != SipHeaderId.Other ? id : Is(name, second, secondId);
    }

    private static string[] CanonicalNames() =>
    [
        "",
        SipHeaderNames.Accept,
        SipHeaderNames.AcceptEncoding,
        SipHeaderNames.AcceptLanguage,
        SipHeaderNames.AlertInfo,
        SipHeaderNames.Allow,
        SipHeaderNames.AllowEvents,
        SipHeaderNames.AuthenticationInfo,
        SipHeaderNames.Authorization,
        SipHeaderNames.CallId,
        SipHeaderNames.CallInfo,
        SipHeaderNames.Contact,
        SipHeaderNames.ContentDisposition,
        SipHeaderNames.ContentEncoding,
        SipHeaderNames.ContentLanguage,
        SipHeaderNames.ContentLength,
        SipHeaderNames.ContentType,
        SipHeaderNames.CSeq,
        SipHeaderNames.Date,
        SipHeaderNames.Diversion,
        SipHeaderNames.ErrorInfo,
        SipHeaderNames.Event,
        SipHeaderNames.Expires,
        SipHeaderNames.From,
        SipHeaderNames.HistoryInfo,
        SipHeaderNames.InReplyTo,
        SipHeaderNames.MaxForwards,
        SipHeaderNames.MimeVersion,
        SipHeaderNames.MinExpires,
        SipHeaderNames.MinSe,
        SipHeaderNames.Organization,
        SipHeaderNames.PAssertedIdentity,
        SipHeaderNames.Path,
        SipHeaderNames.PPreferredIdentity,
        SipHeaderNames.Priority,
        SipHeaderNames.Privacy,
        SipHeaderNames.ProxyAuthenticate,
        SipHeaderNames.ProxyAuthorization,
        SipHeaderNames.ProxyRequire,
        SipHeaderNames.RAck,
        SipHeaderNames.Reason,
        SipHeaderNames.RecordRoute,
        SipHeaderNames.ReferredBy,
        SipHeaderNames.ReferTo,
        SipHeaderNames.RemotePartyId,
        SipHeaderNames.Replaces,
        SipHeaderNames.ReplyTo,
        SipHeaderNames.Require,
        SipHeaderNames.RetryAfter,
        SipHeaderNames.Route,
        SipHeaderNames.RSeq,
        SipHeaderNames.Server,
        SipHeaderNames.ServiceRoute,
        SipHeaderNames.SessionExpires,
        SipHeaderNames.SipETag,
        SipHeaderNames.SipIfMatch,
        SipHeaderNames.Subject,
        SipHeaderNames.SubscriptionState,
        SipHeaderNames.Supported,
        SipHeaderNames.Timestamp,
        SipHeaderNames.To,
        SipHeaderNames.Unsupported,
        SipHeaderNames.UserAgent,
        SipHeaderNames.Via,
        SipHeaderNames.Warning,
        SipHeaderNames.WwwAuthenticate,
    ];
}
