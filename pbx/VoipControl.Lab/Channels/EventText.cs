using System.Buffers;
using System.Globalization;
using System.Text;

namespace VoipControl.Lab.Channels;

/// <summary>Writes events as the event socket sends them: percent-encoded lines, or one JSON object (switch_event.c).</summary>
internal static class EventText
{
    // SWITCH_URL_UNSAFE of switch_utils.h, and everything outside ' ' to '~'.
    private static readonly SearchValues<byte> Safe = SearchValues.Create(
        Enumerable.Range(0x21, 0x7e - 0x20).Select(c => (byte)c).Except("#%&+:;<=>?@[\\]^`{|}\""u8.ToArray()).ToArray());

    private static readonly byte[] Hex = "0123456789ABCDEF"u8.ToArray();

    public static byte[] Frame(SwitchEvent e, bool json)
    {
        var body = new ArrayBufferWriter<byte>(12 * 1024);
        if (json)
            WriteJson(e, body);
        else
            WritePlain(e, body, encode: true);
        var head = $"Content-Length: {body.WrittenCount}\nContent-Type: text/event-{(json ? "json" : "plain")}\n\n";
        var framed = new byte[head.Length + body.WrittenCount];
        Encoding.ASCII.GetBytes(head, framed);
        body.WrittenSpan.CopyTo(framed.AsSpan(head.Length));
        return framed;
    }

    /// <summary>The event without framing, as uuid_dump prints it.</summary>
    public static string Plain(SwitchEvent e, bool encode)
    {
        var body = new ArrayBufferWriter<byte>(12 * 1024);
        WritePlain(e, body, encode);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    public static string Json(SwitchEvent e)
    {
        var body = new ArrayBufferWriter<byte>(12 * 1024);
        WriteJson(e, body);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static void WritePlain(SwitchEvent e, ArrayBufferWriter<byte> to, bool encode)
    {
        foreach (var header in e.Headers)
        {
            Ascii(to, header.Key);
            to.Write(": "u8);
            if (encode)
                Percent(to, header.Value);
            else
                to.Write(Encoding.UTF8.GetBytes(header.Value));
            to.Write("\n"u8);
        }
        if (e.Body is { } body)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            Ascii(to, string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes.Length}\n\n"));
            to.Write(bytes);
        }
        else
        {
            to.Write("\n"u8);
        }
    }

    private static void WriteJson(SwitchEvent e, ArrayBufferWriter<byte> to)
    {
        to.Write("{"u8);
        var first = true;
        foreach (var header in e.Headers)
        {
            if (!first)
                to.Write(","u8);
            first = false;
            JsonString(to, header.Key);
            to.Write(":"u8);
            JsonValue(to, header.Value);
        }
        if (e.Body is { } body)
        {
            to.Write(",\"Content-Length\":\""u8);
            Ascii(to, Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture));
            to.Write("\",\"_body\":"u8);
            JsonString(to, body);
        }
        to.Write("}"u8);
    }

    public static void JsonValue(ArrayBufferWriter<byte> to, string value)
    {
        if (!value.StartsWith("ARRAY::", StringComparison.Ordinal))
        {
            JsonString(to, value);
            return;
        }
        to.Write("["u8);
        var parts = value[7..].Split("|:");
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
                to.Write(","u8);
            JsonString(to, parts[i]);
        }
        to.Write("]"u8);
    }

    private static void Ascii(ArrayBufferWriter<byte> to, string text) =>
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(text.Length * 3)));

    public static void Percent(ArrayBufferWriter<byte> to, string value)
    {
        Span<byte> small = stackalloc byte[512];
        var most = value.Length * 3;
        var bytes = most <= small.Length ? small : new byte[most];
        var source = bytes[..Encoding.UTF8.GetBytes(value, bytes)];
        var target = to.GetSpan(source.Length * 3);
        var written = 0;
        while (source.Length > 0)
        {
            var run = source.IndexOfAnyExcept(Safe);
            if (run < 0)
                run = source.Length;
            source[..run].CopyTo(target[written..]);
            written += run;
            if (run == source.Length)
                break;
            target[written++] = (byte)'%';
            target[written++] = Hex[source[run] >> 4];
            target[written++] = Hex[source[run] & 15];
            source = source[(run + 1)..];
        }
        to.Advance(written);
    }

    // cJSON escapes the quote, the backslash and control characters, and leaves the rest as UTF-8.
    public static void JsonString(ArrayBufferWriter<byte> to, string value)
    {
        to.Write("\""u8);
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is not ('"' or '\\') && c >= ' ')
                continue;
            Ascii(to, value[start..i]);
            Ascii(to, c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => $"\\u{(int)c:x4}",
            });
            start = i + 1;
        }
        Ascii(to, value[start..]);
        to.Write("\""u8);
    }
}
