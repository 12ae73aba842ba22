using System.Buffers.Text;

namespace VoipControl.Esl;

/// <summary>
/// The value of an event header, still where it arrived: nothing is decoded until it is asked for. It belongs to its event
/// and throws <see cref="ObjectDisposedException"/> once that is disposed. The default value is a header that is not there.
/// </summary>
public readonly struct EslValue
{
    private const int MaxNumberLength = 64;

    private readonly EslEvent? _event;
    private readonly int _offset;
    private readonly int _length;

    internal EslValue(EslEvent source, int offset, int length)
    {
        _event = source;
        _offset = offset;
        _length = length;
    }

    /// <summary>True when the event has this header, be it empty.</summary>
    public bool Exists => _event is not null;

    /// <summary>True when the header is missing or empty. FreeSWITCH writes an empty value of a plain event as <c>_undef_</c>
    /// (switch_event_serialize); that reads as empty here.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The bytes as they arrived, percent-encoded.</summary>
    public ReadOnlySpan<byte> Encoded => _event is null ? default : _event.Bytes.Slice(_offset, _length);

    /// <summary>Compares the decoded value with <paramref name="utf8"/>, without allocating.</summary>
    public bool Equals(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> encoded = Encoded;
        return encoded.SequenceEqual(utf8)
            ? !encoded.Contains((byte)'%') || PercentEncoding.DecodedEquals(encoded, utf8)
            : encoded.Length > utf8.Length && PercentEncoding.DecodedEquals(encoded, utf8);
    }

    /// <summary>Reads a decimal number; false when the value is anything else.</summary>
    public bool TryGetInt64(out long number)
    {
        ReadOnlySpan<byte> text = Encoded;
        if (text.Length > 0 && Utf8Parser.TryParse(text, out number, out int used) && used == text.Length)
            return true;
        number = 0;
        if (text.Length is 0 or > MaxNumberLength || !text.Contains((byte)'%'))
            return false;
        Span<byte> decoded = stackalloc byte[MaxNumberLength];
        decoded = decoded[..PercentEncoding.Decode(text, decoded)];
        return Utf8Parser.TryParse(decoded, out number, out used) && used == decoded.Length;
    }

    /// <summary>Reads a UUID in its usual form with hyphens; false when the value is anything else.</summary>
    public bool TryGetGuid(out Guid id)
    {
        ReadOnlySpan<byte> text = Encoded;
        if (text.Length == 36 && Utf8Parser.TryParse(text, out id, out int used, 'D') && used == 36)
            return true;
        id = default;
        return false;
    }

    /// <summary>Reads a time in microseconds since 1970 (Event-Date-Timestamp, Caller-Channel-*-Time). Zero, which FreeSWITCH
    /// writes for "not yet", is false.</summary>
    public bool TryGetTime(out DateTimeOffset time)
    {
        // 9999-12-31 in microseconds; beyond it DateTimeOffset ends.
        const long LastMicrosecond = 253_402_300_799_000_000;
        if (TryGetInt64(out long microseconds) && microseconds is > 0 and <= LastMicrosecond)
        {
            time = DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
            return true;
        }

        time = default;
        return false;
    }

    /// <summary>The decoded text; bytes that are not UTF-8 become U+FFFD. Empty when the header is missing.</summary>
    public override string ToString() => PercentEncoding.DecodeToString(Encoded);
}
