using System.Text;

namespace VoipControl.Sip;

/// <summary>Bytes of a message as text, and text as it may stand in a message.</summary>
internal static class SipText
{
    /// <summary>UTF-8 with folds made one space; bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "";
        return bytes.IndexOf((byte)'\r') < 0 ? Encoding.UTF8.GetString(bytes) : Unfold(bytes);
    }

    /// <summary>The text with percent escapes resolved (RFC 3261 25.1, escaped); what is no escape stays.</summary>
    public static string Unescape(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf((byte)'%') < 0)
            return Decode(bytes);
        byte[] plain = new byte[bytes.Length];
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '%' && bytes.Length - i > 2 && SipChars.Is(bytes[i + 1], SipCharClass.Hex) && SipChars.Is(bytes[i + 2], SipCharClass.Hex))
            {
                plain[length++] = (byte)(HexValue(bytes[i + 1]) << 4 | HexValue(bytes[i + 2]));
                i += 2;
            }
            else
            {
                plain[length++] = bytes[i];
            }
        }

        return Encoding.UTF8.GetString(plain, 0, length);
    }

    /// <summary>Escapes whatever is not of the class (and the percent sign) as UTF-8 bytes in hexadecimal.</summary>
    public static string Escape(string text, SipCharClass allowed)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (SipChars.Skip(bytes, 0, allowed) == bytes.Length)
            return text;
        var escaped = new StringBuilder(bytes.Length + 16);
        foreach (byte b in bytes)
        {
            if (SipChars.Is(b, allowed))
                escaped.Append((char)b);
            else
                escaped.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }

    /// <summary>What stands between the quotes of a quoted string, with its backslash escapes resolved.</summary>
    public static string Unquote(string quoted)
    {
        if (quoted.Length < 2 || quoted[0] != '"' || quoted[^1] != '"')
            return quoted;
        if (!quoted.Contains('\\', StringComparison.Ordinal))
            return quoted[1..^1];
        var plain = new StringBuilder(quoted.Length);
        for (int i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '\\' && i < quoted.Length - 2)
                i++;
            plain.Append(quoted[i]);
        }

        return plain.ToString();
    }

    /// <summary>A quoted string (RFC 3261 25.1): quotes and backslashes escaped.</summary>
    /// <exception cref="ArgumentException">The text has a line break.</exception>
    public static string Quote(string text)
    {
        RefuseLineBreaks(text);
        return "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }

    public static bool IsToken(string text)
    {
        foreach (char c in text)
        {
            if (c > 127 || !SipChars.Is((byte)c, SipCharClass.Token))
                return false;
        }

        return text.Length > 0;
    }

    /// <summary>
    /// A line break in a value would let it pass for further header fields. Other control characters may stand in a quoted string, behind a
    /// backslash (RFC 3261 25.1, quoted-pair), so they come out of messages of others and go into ours.
    /// </summary>
    public static void RefuseLineBreaks(string text)
    {
        if (text.AsSpan().ContainsAny('\r', '\n'))
            throw new ArgumentException("Text for a SIP message holds a line break.", nameof(text));
    }

    private static int HexValue(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;

    private static string Unfold(ReadOnlySpan<byte> bytes)
    {
        byte[] plain = new byte[bytes.Length];
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is not ((byte)'\r' or (byte)'\n'))
            {
                plain[length++] = bytes[i];
                continue;
            }

            // RFC 3261 7.3.1: the break and the white space around it are one space.
            while (length > 0 && plain[length - 1] is (byte)' ' or (byte)'\t')
                length--;
            while (i + 1 < bytes.Length && SipChars.Is(bytes[i + 1], SipCharClass.Space))
                i++;
            plain[length++] = (byte)' ';
        }

        return Encoding.UTF8.GetString(plain, 0, length);
    }
}
