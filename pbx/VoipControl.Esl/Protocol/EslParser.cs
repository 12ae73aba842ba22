using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace VoipControl.Esl;

/// <summary>
/// Cuts the bytes of an event socket into messages: header lines, an empty line, and as many bytes of body as Content-Length
/// says (bytes, never characters: mod_event_socket.c takes strlen). Owns no socket and keeps no state.
/// </summary>
public static class EslParser
{
    private static ReadOnlySpan<byte> BlockEnd => "\n\n"u8;

    /// <summary>
    /// Takes one message from the front of <paramref name="buffer"/>. When the message is not complete, returns false and
    /// leaves <paramref name="buffer"/> as it was.
    /// </summary>
    /// <param name="buffer">What has arrived; moved behind the message that was taken.</param>
    /// <param name="limits">Sizes, compared before anything is allocated for the message.</param>
    /// <param name="message">The message. An event in it belongs to the caller, who disposes it.</param>
    /// <param name="pool">Where the buffers of events come from; the shared pool when null.</param>
    /// <exception cref="EslProtocolException">The bytes are no message, or one above the limits. No later byte can be trusted.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, EslLimits limits, out EslMessage message, ArrayPool<byte>? pool = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        message = default;
        if (buffer.IsEmpty)
            return false;
        ReadOnlySpan<byte> first = buffer.FirstSpan;
        int end = first.IndexOf(BlockEnd);
        if (end >= 0)
            return TryReadBody(ref buffer, first[..CheckBlock(end, limits)], limits, out message, pool);
        if (buffer.IsSingleSegment)
        {
            CheckIncomplete(first, limits);
            return false;
        }

        // The header block lies across segments, which happens once in every few dozen messages.
        int length = (int)Math.Min(buffer.Length, limits.MaxHeaderBlock + 1L);
        byte[] joined = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.Slice(0, length).CopyTo(joined);
            ReadOnlySpan<byte> start = joined.AsSpan(0, length);
            end = start.IndexOf(BlockEnd);
            if (end >= 0)
                return TryReadBody(ref buffer, start[..CheckBlock(end, limits)], limits, out message, pool);
            CheckIncomplete(start, limits);
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    // The length of the header lines, without the empty line, given where that begins.
    private static int CheckBlock(int end, EslLimits limits) =>
        end + BlockEnd.Length <= limits.MaxHeaderBlock ? end + 1 : throw BlockTooLong(limits);

    private static void CheckIncomplete(ReadOnlySpan<byte> start, EslLimits limits)
    {
        if (start.Length > limits.MaxHeaderBlock)
            throw BlockTooLong(limits);
        if (start[(start.LastIndexOf((byte)'\n') + 1)..].Length > limits.MaxHeaderLine)
            throw LineTooLong(limits);
    }

    private static bool TryReadBody(ref ReadOnlySequence<byte> buffer, ReadOnlySpan<byte> block, EslLimits limits, out EslMessage message, ArrayPool<byte>? pool)
    {
        message = default;
        ReadHead(block, limits, out EslMessageKind kind, out bool json, out int bodyLength);
        long total = block.Length + 1L + bodyLength;
        if (buffer.Length < total)
            return false;
        ReadOnlySequence<byte> body = buffer.Slice(block.Length + 1, bodyLength);
        message = kind switch
        {
            EslMessageKind.Event => new EslMessage(kind, ReadEvent(body, json, pool ?? ArrayPool<byte>.Shared), null, null, ""),
            EslMessageKind.CommandReply => new EslMessage(kind, null, ReadReply(block, body), null, ""),
            EslMessageKind.Log => new EslMessage(kind, null, null, ReadLog(block, body), ""),
            EslMessageKind.DisconnectNotice => new EslMessage(kind, null, null, null, Encoding.UTF8.GetString(body)) { Lingers = Lingering(block) },
            _ => new EslMessage(kind, null, null, null, Encoding.UTF8.GetString(body)),
        };
        buffer = buffer.Slice(total);
        return true;
    }

    private static void ReadHead(ReadOnlySpan<byte> block, EslLimits limits, out EslMessageKind kind, out bool json, out int bodyLength)
    {
        ReadOnlySpan<byte> type = default;
        int? length = null;
        for (ReadOnlySpan<byte> rest = block; !rest.IsEmpty;)
        {
            rest = TakeLine(rest, limits, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);
            if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
            {
                if (length is not null)
                    throw new EslProtocolException("A message has two Content-Length headers.");
                length = ReadLength(value, limits);
            }
            else if (type.IsEmpty && Ascii.EqualsIgnoreCase(name, "Content-Type"u8))
            {
                type = value;
            }
        }

        if (type.IsEmpty)
            throw new EslProtocolException("A message has no Content-Type.");
        kind = ReadKind(type, out json);
        if (length is null && kind is (EslMessageKind.Event or EslMessageKind.ApiResponse or EslMessageKind.Log))
            throw new EslProtocolException($"A message of type {Printable(type)} has no Content-Length.");
        bodyLength = length ?? 0;
    }

    private static ReadOnlySpan<byte> TakeLine(ReadOnlySpan<byte> text, EslLimits limits, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = text[..end];
        if (line.Length > limits.MaxHeaderLine)
            throw LineTooLong(limits);
        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
            throw new EslProtocolException($"A header line has no name and colon: '{Printable(line)}'.");
        name = line[..colon];
        value = line[(colon + 1)..].Trim((byte)' ');
        return text[(end + 1)..];
    }

    private static int ReadLength(ReadOnlySpan<byte> value, EslLimits limits)
    {
        if (value.Length > 0 && value[0] == '-')
            throw new EslProtocolException($"Content-Length is negative: '{Printable(value)}'.");
        if (value.IsEmpty || value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            throw new EslProtocolException($"Content-Length is not a number: '{Printable(value)}'.");
        if (!Utf8Parser.TryParse(value, out long length, out int used) || used != value.Length || length > limits.MaxBody)
            throw new EslProtocolException(string.Create(CultureInfo.InvariantCulture, $"Content-Length is {Printable(value)}; {limits.MaxBody} bytes are allowed."));
        return (int)length;
    }

    private static EslMessageKind ReadKind(ReadOnlySpan<byte> type, out bool json)
    {
        json = false;
        if (type.SequenceEqual("text/event-plain"u8))
            return EslMessageKind.Event;
        if (type.SequenceEqual("command/reply"u8))
            return EslMessageKind.CommandReply;
        if (type.SequenceEqual("api/response"u8))
            return EslMessageKind.ApiResponse;
        json = type.SequenceEqual("text/event-json"u8);
        if (json)
            return EslMessageKind.Event;
        if (type.SequenceEqual("log/data"u8))
            return EslMessageKind.Log;
        if (type.SequenceEqual("auth/request"u8))
            return EslMessageKind.AuthRequest;
        if (type.SequenceEqual("text/disconnect-notice"u8))
            return EslMessageKind.DisconnectNotice;
        if (type.SequenceEqual("text/rude-rejection"u8))
            return EslMessageKind.RudeRejection;
        throw new EslProtocolException($"Content-Type is unknown: '{Printable(type)}'.");
    }

    private static EslEvent ReadEvent(ReadOnlySequence<byte> body, bool json, ArrayPool<byte> pool)
    {
        int length = (int)body.Length;
        byte[] bytes = pool.Rent(Math.Max(1, length));
        body.CopyTo(bytes);
        if (!json)
            return new EslEvent(bytes, length, pool);
        try
        {
            return JsonEvents.Read(bytes.AsSpan(0, length), pool);
        }
        finally
        {
            pool.Return(bytes);
        }
    }

    private static EslReply ReadReply(ReadOnlySpan<byte> block, ReadOnlySequence<byte> body)
    {
        KeyValuePair<string, string>[] headers = ReadHeaders(block);
        return new EslReply(Value(headers, "Reply-Text"), headers, Encoding.UTF8.GetString(body));
    }

    private static EslLogLine ReadLog(ReadOnlySpan<byte> block, ReadOnlySequence<byte> body)
    {
        KeyValuePair<string, string>[] headers = ReadHeaders(block);
        return new EslLogLine(
            Number(headers, "Log-Level"),
            Encoding.UTF8.GetString(body),
            Value(headers, "Log-File"),
            Value(headers, "Log-Func"),
            Number(headers, "Log-Line"),
            Value(headers, "User-Data"));
    }

    // Only for replies and log lines: ReadHead has checked every line by now.
    private static KeyValuePair<string, string>[] ReadHeaders(ReadOnlySpan<byte> block)
    {
        var headers = new KeyValuePair<string, string>[block.Count((byte)'\n')];
        for (int i = 0; i < headers.Length; i++)
        {
            block = TakeLine(block, EslLimits.Default with { MaxHeaderLine = int.MaxValue }, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);
            headers[i] = new(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value));
        }

        return headers;
    }

    private static bool Lingering(ReadOnlySpan<byte> block) =>
        Value(ReadHeaders(block), "Content-Disposition").Equals("linger", StringComparison.OrdinalIgnoreCase);

    private static string Value(KeyValuePair<string, string>[] headers, string name)
    {
        foreach (KeyValuePair<string, string> header in headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }

        return "";
    }

    private static int Number(KeyValuePair<string, string>[] headers, string name) =>
        int.TryParse(Value(headers, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>At most 60 characters of what a peer sent, without anything that could disturb a log.</summary>
    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes[..Math.Min(bytes.Length, 60)])
            text.Append(b is >= 0x20 and < 0x7f ? (char)b : '?');
        return text.ToString();
    }

    private static EslProtocolException BlockTooLong(EslLimits limits) =>
        new(string.Create(CultureInfo.InvariantCulture, $"A header block is longer than {limits.MaxHeaderBlock} bytes."));

    private static EslProtocolException LineTooLong(EslLimits limits) =>
        new(string.Create(CultureInfo.InvariantCulture, $"A header line is longer than {limits.MaxHeaderLine} bytes."));
}
