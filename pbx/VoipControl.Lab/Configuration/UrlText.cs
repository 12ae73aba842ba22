using System.Globalization;
using System.Text;

namespace VoipControl.Lab.Configuration;

/// <summary>Percent-encoding as FreeSWITCH does it in forms and in recovery documents (switch_url_encode in switch_utils.c).</summary>
internal static class UrlText
{
    // SWITCH_URL_UNSAFE in switch_utils.h. A space is %20, never "+".
    private const string Unsafe = "\r\n #%&+:;<=>?@[\\]^`{|}\"";

    /// <summary>Everything outside printable ASCII, and what a URL reads as its own, as <c>%XX</c>. Percent signs always: FreeSWITCH
    /// leaves what looks encoded already, so that two different values may look the same.</summary>
    public static string Encode(string value)
    {
        var encoded = new StringBuilder(value.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            if (b is < (byte)' ' or > (byte)'~' || Unsafe.Contains((char)b, StringComparison.Ordinal))
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            else
                encoded.Append((char)b);
        }
        return encoded.ToString();
    }

    /// <summary>The value again. What is no sequence of UTF-8 stays encoded.</summary>
    public static string Decode(string text) => Uri.UnescapeDataString(text);
}
