namespace VoipControl.Sip;

/// <summary>
/// The shared productions of RFC 3261 25.1. Each reads at a position, moves it, and says whether it was there; none throws, none allocates.
/// </summary>
internal static class SipGrammar
{
    /// <summary>At an opening quote: moves behind the closing one. A backslash takes the next byte with it.</summary>
    public static bool TryQuoted(ReadOnlySpan<byte> text, ref int at)
    {
        int i = at + 1;
        while (true)
        {
            int step = text[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
                return false;
            i += step;
            if (text[i] == '"')
            {
                at = i + 1;
                return true;
            }

            i += 2;
            if (i >= text.Length)
                return false;
        }
    }

    /// <summary>Decimal digits alone; a number that does not fit is told apart from one that is none by <paramref name="value"/> = long.MaxValue.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IsEmpty)
            return false;
        foreach (byte b in text)
        {
            if (!SipChars.Is(b, SipCharClass.Digit))
                return false;
            value = value > (long.MaxValue - 9) / 10 ? long.MaxValue : value * 10 + (b - '0');
        }

        return true;
    }

    /// <summary>hostname, IPv4 address or IPv6 reference in brackets.</summary>
    public static bool TryHost(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at;
        if ((uint)at < (uint)text.Length && text[at] == '[')
        {
            int i = at + 1;
            while (i < text.Length && (SipChars.Is(text[i], SipCharClass.Hex) || text[i] is (byte)':' or (byte)'.'))
                i++;
            if (i >= text.Length || text[i] != ']' || i - at < 3)
                return false;
            at = i + 1;
            return true;
        }

        at = SipChars.SkipHost(text, at);
        return at > start;
    }

    /// <summary>Behind the colon of a host: one to five digits that make a port.</summary>
    public static bool TryPort(ReadOnlySpan<byte> text, ref int at, out int port)
    {
        port = 0;
        int start = at;
        for (; (uint)at < (uint)text.Length && SipChars.Is(text[at], SipCharClass.Digit); at++)
        {
            port = port * 10 + (text[at] - '0');
            if (port > ushort.MaxValue)
                return false;
        }

        return at > start;
    }

    /// <summary>One header parameter, at its name: <c>name [= token / host / quoted-string]</c> with white space around the equals sign.</summary>
    public static bool TryParameter(ReadOnlySpan<byte> text, ref int at, out SipSlice name, out SipSlice value)
    {
        value = default;
        int start = at;
        at = SipChars.Skip(text, at, SipCharClass.Token);
        name = new SipSlice(start, at);
        if (at == start)
            return false;
        int next = SipChars.SkipSpace(text, at);
        if ((uint)next >= (uint)text.Length || text[next] != '=')
            return true;
        next = SipChars.SkipSpace(text, next + 1);
        start = next;
        if ((uint)next < (uint)text.Length && text[next] == '"')
        {
            if (!TryQuoted(text, ref next))
                return false;
        }
        else
        {
            next = SipChars.SkipValue(text, next);
            if (next == start)
                return false;
        }

        at = next;
        value = new SipSlice(start, next);
        return true;
    }

    /// <summary>
    /// Header parameters, each behind its semicolon, up to where none follows. Those that a transaction asks for are kept by name.
    /// </summary>
    public static bool TryParameters(ReadOnlySpan<byte> text, ref int at, ref SipKnownParameters known)
    {
        while (true)
        {
            int next = SipChars.SkipSpace(text, at);
            if ((uint)next >= (uint)text.Length || text[next] != ';')
                return true;
            at = SipChars.SkipSpace(text, next + 1);
            if (!TryParameter(text, ref at, out SipSlice name, out SipSlice value))
                return false;
            known.See(text, name, value);
        }
    }
}
