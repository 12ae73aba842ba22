using System.Text;

namespace VoipControl.Sip;

/// <summary>Where the parts of a URI are; filled while the grammar (RFC 3261 25.1, RFC 3966 3) is checked.</summary>
internal struct SipUriParts
{
    public SipSlice Whole;
    public SipSlice Scheme;
    public SipSlice User;
    public SipSlice Password;
    public SipSlice Host;
    public SipSlice Parameters;
    public SipSlice Headers;
    public ushort Port;
    public SipUriKind Kind;

    /// <summary>Reads the URI that takes all bytes from start to end.</summary>
    public static bool TryRead(byte[] bytes, int start, int end, out SipUriParts parts)
    {
        parts = default;
        ReadOnlySpan<byte> text = bytes.AsSpan(0, end);
        if (text[start..].StartsWith("sip:"u8))
        {
            parts.Whole = new SipSlice(start, end);
            parts.Scheme = new SipSlice(start, start + 3);
            parts.Kind = SipUriKind.Sip;
            return parts.TryReadSip(text, start + 4);
        }

        int colon = SipChars.Skip(text, start, SipCharClass.Scheme);
        if (colon == start || (uint)colon >= (uint)text.Length || text[colon] != ':' || !char.IsAsciiLetter((char)text[start]))
            return false;
        parts.Whole = new SipSlice(start, end);
        parts.Scheme = new SipSlice(start, colon);
        parts.Kind = KindOf(text[start..colon]);
        return parts.Kind switch
        {
            SipUriKind.Tel => parts.TryReadNumber(text, colon + 1),
            SipUriKind.Other => colon + 1 < end && SipChars.SkipEscaped(text, colon + 1, SipCharClass.Uri) == end,
            _ => parts.TryReadSip(text, colon + 1),
        };
    }

    private static SipUriKind KindOf(ReadOnlySpan<byte> scheme) => scheme.Length switch
    {
        3 when Ascii.EqualsIgnoreCase(scheme, "sip"u8) => SipUriKind.Sip,
        3 when Ascii.EqualsIgnoreCase(scheme, "tel"u8) => SipUriKind.Tel,
        4 when Ascii.EqualsIgnoreCase(scheme, "sips"u8) => SipUriKind.Sips,
        _ => SipUriKind.Other,
    };

    private bool TryReadSip(ReadOnlySpan<byte> text, int at)
    {
        // An unescaped @ can stand nowhere but behind the user part, while ; and ? are good in it: so the @ is looked for first.
        int sign = text[at..].IndexOf((byte)'@');
        if (sign >= 0 && !TryReadUser(text[..(at + sign)], ref at))
            return false;
        int start = at;
        if (!SipGrammar.TryHost(text, ref at))
            return false;
        Host = new SipSlice(start, at);
        if (at < text.Length && text[at] == ':')
        {
            at++;
            if (!SipGrammar.TryPort(text, ref at, out int port) || port == 0)
                return false;
            Port = (ushort)port;
        }

        return TryReadParameters(text, ref at) && TryReadHeaders(text, at);
    }

    private bool TryReadUser(ReadOnlySpan<byte> text, ref int at)
    {
        int end = SipChars.SkipUser(text, at);
        if (end <= at)
            return false;
        User = new SipSlice(at, end);
        if (end < text.Length && text[end] == ':')
        {
            int start = end + 1;
            end = SipChars.SkipEscaped(text, start, SipCharClass.Password);
            if (end < 0)
                return false;
            Password = new SipSlice(start, end);
        }

        at = text.Length + 1;
        return end == text.Length;
    }

    private bool TryReadParameters(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] == ';')
        {
            int name = at + 1;
            at = SipChars.SkipUriParameter(text, name);
            if (at <= name)
                return false;
            if (at < text.Length && text[at] == '=')
            {
                int value = at + 1;
                at = SipChars.SkipUriParameter(text, value);
                if (at <= value)
                    return false;
            }
        }

        if (at > start)
            Parameters = new SipSlice(start, at);
        return true;
    }

    private bool TryReadHeaders(ReadOnlySpan<byte> text, int at)
    {
        if (at == text.Length)
            return true;
        if (text[at] != '?')
            return false;
        int start = at + 1;
        do
        {
            int name = at + 1;
            at = SipChars.SkipEscaped(text, name, SipCharClass.UriHeader);
            if (at <= name || at >= text.Length || text[at] != '=')
                return false;
            at = SipChars.SkipEscaped(text, at + 1, SipCharClass.UriHeader);
            if (at < 0)
                return false;
        }
        while (at < text.Length && text[at] == '&');
        Headers = new SipSlice(start, at);
        return at == text.Length;
    }

    private bool TryReadNumber(ReadOnlySpan<byte> text, int at)
    {
        int start = at;
        while (at < text.Length && (SipChars.Is(text[at], SipCharClass.Hex) || text[at] is (byte)'+' or (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' or (byte)'*' or (byte)'#'))
            at++;
        if (at == start)
            return false;
        User = new SipSlice(start, at);
        return TryReadParameters(text, ref at) && at == text.Length;
    }
}
