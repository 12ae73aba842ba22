namespace VoipControl.Sip;

/// <summary>Date (RFC 3261 20.17): an RFC 1123 date in GMT, nothing else.</summary>
internal static class SipDate
{
    /// <summary>Whether the text has the one shape <c>Sat, 13 Nov 2010 23:29:00 GMT</c>.</summary>
    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        const string Shape = "Aaa, 00 Aaa 0000 00:00:00 GMT";
        if (text.Length != Shape.Length)
            return false;
        for (int i = 0; i < text.Length; i++)
        {
            bool good = Shape[i] switch
            {
                '0' => char.IsAsciiDigit((char)text[i]),
                'A' or 'a' => char.IsAsciiLetter((char)text[i]),
                char other => text[i] == other,
            };
            if (!good)
                return false;
        }

        return true;
    }
}
