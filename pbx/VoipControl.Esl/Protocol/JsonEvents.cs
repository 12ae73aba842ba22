using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VoipControl.Esl;

/// <summary>
/// Turns a json event (switch_event_serialize_json_obj in switch_event.c) into the plain form: one line a member, a list as
/// <c>ARRAY::a|:b</c>, <c>_body</c> after the empty line. Only what would end or change a line is percent-encoded.
/// </summary>
internal static class JsonEvents
{
    public static EslEvent Read(ReadOnlySpan<byte> json, ArrayPool<byte> pool)
    {
        using var lines = new PooledWriter(pool, json.Length + 64);
        byte[]? body = null;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new EslProtocolException("A json event is not an object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("_body"u8))
                {
                    reader.Read();
                    body ??= Text(ref reader);
                    continue;
                }

                WriteName(lines, ref reader);
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartArray)
                    WriteList(lines, ref reader);
                else
                    WriteValue(lines, ref reader);
                lines.Write("\n"u8);
            }

            if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
                throw new EslProtocolException("A json event has more than one value.");
        }
        catch (JsonException e)
        {
            throw new EslProtocolException("An event of type text/event-json is not valid json.", e);
        }

        lines.Write("\n"u8);
        lines.Write(body);
        return lines.ToEvent();
    }

    private static void WriteName(PooledWriter lines, ref Utf8JsonReader reader)
    {
        byte[] name = Text(ref reader);
        if (name.Length == 0 || name.AsSpan().IndexOfAny((byte)':', (byte)'\n') >= 0)
            throw new EslProtocolException("A json event has a member whose name is empty or contains a colon or line end.");
        lines.Write(name);
        lines.Write(": "u8);
    }

    private static void WriteList(PooledWriter lines, ref Utf8JsonReader reader)
    {
        lines.Write("ARRAY::"u8);
        bool first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!first)
                lines.Write("|:"u8);
            first = false;
            WriteValue(lines, ref reader);
        }
    }

    private static void WriteValue(PooledWriter lines, ref Utf8JsonReader reader) =>
        WriteEncoded(lines, reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? reader.ValueSpan : Text(ref reader));

    private static void WriteEncoded(PooledWriter lines, ReadOnlySpan<byte> value)
    {
        while (true)
        {
            int at = value.IndexOfAny((byte)'%', (byte)'\n', (byte)'\r');
            if (at < 0)
            {
                lines.Write(value);
                return;
            }

            lines.Write(value[..at]);
            lines.Write(value[at] switch { (byte)'%' => "%25"u8, (byte)'\n' => "%0A"u8, _ => "%0D"u8 });
            value = value[(at + 1)..];
        }
    }

    private static byte[] Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.PropertyName or JsonTokenType.String => reader.ValueIsEscaped ? Unescape(reader.ValueSpan) : reader.ValueSpan.ToArray(),
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => reader.ValueSpan.ToArray(),
        JsonTokenType.Null => [],
        _ => throw new EslProtocolException("A json event has a member that is neither a text nor a list of texts."),
    };

    // Not the reader's own: that one throws at bytes that are not UTF-8, and cJSON passes on whatever a caller's phone put
    // into a name.
    private static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        byte[] result = new byte[text.Length];
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result[written++] = text[i];
                continue;
            }

            byte escape = text[++i];
            if (escape == 'u')
            {
                written += CodePoint(text, ref i).EncodeToUtf8(result.AsSpan(written));
                continue;
            }

            result[written++] = escape switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                _ => escape,
            };
        }

        return result[..written];
    }

    // At the 'u' of \uXXXX; ends at its last digit, or at that of the second half of a surrogate pair.
    private static Rune CodePoint(ReadOnlySpan<byte> text, ref int i)
    {
        char first = Unit(text, i);
        i += 4;
        if (Rune.TryCreate(first, out Rune rune))
            return rune;
        if (i + 6 < text.Length && text[i + 1] == '\\' && text[i + 2] == 'u' && Rune.TryCreate(first, Unit(text, i + 2), out rune))
        {
            i += 6;
            return rune;
        }

        return Rune.ReplacementChar;
    }

    private static char Unit(ReadOnlySpan<byte> text, int u) =>
        (char)ushort.Parse(text.Slice(u + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Grows in buffers of the pool and ends as the event's buffer, so the event is copied no second time.</summary>
    private sealed class PooledWriter(ArrayPool<byte> pool, int capacity) : IDisposable
    {
        private byte[]? _buffer = pool.Rent(capacity);
        private int _length;

        public Span<byte> Reserve(int count)
        {
            if (_buffer!.Length - _length < count)
            {
                byte[] larger = pool.Rent(Math.Max(_buffer.Length * 2, _length + count));
                _buffer.AsSpan(0, _length).CopyTo(larger);
                pool.Return(_buffer);
                _buffer = larger;
            }

            return _buffer.AsSpan(_length);
        }

        public void Advance(int count) => _length += count;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Reserve(bytes.Length));
            _length += bytes.Length;
        }

        public EslEvent ToEvent()
        {
            var result = new EslEvent(_buffer!, _length, pool);
            _buffer = null;
            return result;
        }

        public void Dispose()
        {
            if (_buffer is not null)
                pool.Return(_buffer);
        }
    }
}
