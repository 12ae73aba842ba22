using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace VoipControl.Esl;

/// <summary>
/// One event of the switch, kept as the bytes that arrived in a pooled buffer. Whoever takes it from
/// <see cref="EslConnection.Events"/> owns it and disposes it, which gives the buffer back; twice is harmless. Not for use by
/// several threads at once.
/// </summary>
/// <remarks>
/// A json event is turned into the plain form when it arrives (see JsonEvents), so every way of reading gives the same
/// results for both. A header that is repeated reads as its first occurrence.
/// </remarks>
public sealed class EslEvent : IDisposable
{
    private const int StackName = 256;

    private readonly ArrayPool<byte> _pool;
    private readonly int _length;
    private byte[]? _buffer;

    internal EslEvent(byte[] buffer, int length, ArrayPool<byte> pool)
    {
        _buffer = buffer;
        _length = length;
        _pool = pool;
    }

    /// <summary>The event as received, in the plain form: header lines, an empty line, and the event's own body if it has one.</summary>
    /// <exception cref="ObjectDisposedException">The event was disposed.</exception>
    public ReadOnlySpan<byte> Bytes => new(_buffer ?? throw new ObjectDisposedException(nameof(EslEvent)), 0, _length);

    /// <summary>The Event-Name. FreeSWITCH writes it first (switch_event_prep_for_delivery_detailed), so this costs next to nothing.</summary>
    public EslValue Name => Find("Event-Name"u8);

    /// <summary>All headers in order.</summary>
    public EslHeaderLines Headers => new(this, default);

    /// <summary>The event's own body (after its inner Content-Length), such as the result of a background job. Empty when there is none.</summary>
    public ReadOnlySpan<byte> BodyBytes
    {
        get
        {
            ReadOnlySpan<byte> text = Bytes;
            if (!text.IsEmpty && text[0] == '\n')
                return text[1..];
            int end = text.IndexOf("\n\n"u8);
            return end < 0 ? default : text[(end + 2)..];
        }
    }

    /// <summary>The event's own body as text. Bytes that are not UTF-8 become U+FFFD.</summary>
    public string Body => Encoding.UTF8.GetString(BodyBytes);

    /// <summary>Parses one event in the plain form, as <c>uuid_dump … txt</c> prints it.</summary>
    public static EslEvent FromPlain(ReadOnlySpan<byte> text)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, text.Length));
        text.CopyTo(buffer);
        return new EslEvent(buffer, text.Length, ArrayPool<byte>.Shared);
    }

    /// <summary>Parses one event in the json form, as <c>uuid_dump … json</c> prints it.</summary>
    /// <exception cref="EslProtocolException">The text is not a json object of texts.</exception>
    public static EslEvent FromJson(ReadOnlySpan<byte> json) => JsonEvents.Read(json, ArrayPool<byte>.Shared);

    /// <summary>The decoded value of a header, or null when the event does not have it.</summary>
    public string? Get(string name)
    {
        EslValue value = Find(name);
        return value.Exists ? value.ToString() : null;
    }

    /// <inheritdoc cref="Get(string)"/>
    public string? Get(ReadOnlySpan<byte> name)
    {
        EslValue value = Find(name);
        return value.Exists ? value.ToString() : null;
    }

    /// <summary>The value of a channel variable (header <c>variable_</c>name), or null.</summary>
    public string? GetVariable(string name) => Get("variable_" + name);

    /// <summary>Finds one header without decoding any.</summary>
    public EslValue Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > StackName / 3)
            return Find(Encoding.UTF8.GetBytes(name));
        Span<byte> utf8 = stackalloc byte[StackName];
        return Find(utf8[..Encoding.UTF8.GetBytes(name, utf8)]);
    }

    /// <inheritdoc cref="Find(string)"/>
    public EslValue Find(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> text = Bytes;
        if (name.IsEmpty || text.IsEmpty || text[0] == '\n')
            return default;
        for (int from = 0; from < text.Length;)
        {
            int at = text[from..].IndexOf(name);
            if (at < 0)
                return default;
            int start = from + at;
            int colon = start + name.Length;
            if (colon < text.Length && text[colon] == ':' && (start == 0 || text[start - 1] == '\n'))
            {
                // A line like this in the event's own body is not a header.
                if (text[..start].IndexOf("\n\n"u8) >= 0)
                    return default;
                int length = text[colon..].IndexOf((byte)'\n');
                return ValueAt(colon, length < 0 ? text.Length : colon + length);
            }

            from = start + 1;
        }

        return default;
    }

    /// <summary>Headers whose names begin with <paramref name="prefix"/>, for example <c>variable_vc_</c>.</summary>
    public EslHeaderLines HeadersWithPrefix(ReadOnlySpan<byte> prefix) => new(this, prefix);

    /// <summary>
    /// Finds all headers of <paramref name="set"/> in one pass over the lines, without allocating, and stops as soon as it
    /// has them. <paramref name="values"/> gets one value for each name, in the set's order; missing ones are default.
    /// </summary>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException"><paramref name="values"/> is shorter than the set.</exception>
    public int Read(EslHeaderSet set, Span<EslValue> values)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (values.Length < set.Count)
            throw new ArgumentException("There is no room for every header of the set.", nameof(values));
        values = values[..set.Count];
        values.Clear();
        ReadOnlySpan<byte> text = Bytes;
        if (text.IsEmpty || text[0] == '\n')
            return 0;
        ulong wanted = set.All;
        int current = set.Match(text, 0, wanted);
        int start = 0;
        int at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte origin = ref MemoryMarshal.GetReference(text);
            Vector256<byte> lineEnd = Vector256.Create((byte)'\n');
            for (; at <= text.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
            {
                uint ends = Vector256.Equals(Vector256.LoadUnsafe(ref origin, (nuint)at), lineEnd).ExtractMostSignificantBits();
                while (ends != 0)
                {
                    int end = at + BitOperations.TrailingZeroCount(ends);
                    ends &= ends - 1;
                    if (!NextLine(text, end, set, values, ref wanted, ref current, ref start))
                        return set.Count - BitOperations.PopCount(wanted);
                }
            }
        }

        for (; at < text.Length; at++)
        {
            if (text[at] == '\n' && !NextLine(text, at, set, values, ref wanted, ref current, ref start))
                return set.Count - BitOperations.PopCount(wanted);
        }

        if (current >= 0)
        {
            values[current] = ValueAt(start + set.NameLength(current), text.Length);
            wanted &= ~(1UL << current);
        }

        return set.Count - BitOperations.PopCount(wanted);
    }

    /// <summary>Gives the buffer back. Values taken from the event are gone with it.</summary>
    public void Dispose()
    {
        byte[]? buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null)
            _pool.Return(buffer);
    }

    /// <summary>The Event-Name and the number of headers are left out on purpose: events carry numbers and names of people.</summary>
    public override string ToString() => _buffer is null ? "EslEvent (disposed)" : "EslEvent " + Name.ToString();

    internal bool HasName(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> text = Bytes;
        ReadOnlySpan<byte> first = "Event-Name: "u8;
        return text.StartsWith(first) && text[first.Length..].StartsWith(name)
            && text.Length > first.Length + name.Length && text[first.Length + name.Length] == '\n';
    }

    /// <summary>The value between the colon of a line and its end.</summary>
    internal EslValue ValueAt(int colon, int end)
    {
        ReadOnlySpan<byte> text = Bytes;
        int start = colon + 1;
        if (start < end && text[start] == ' ')
            start++;
        return end - start == 7 && text[start] == '_' && text.Slice(start, 7).SequenceEqual("_undef_"u8)
            ? new EslValue(this, start, 0)
            : new EslValue(this, start, end - start);
    }

    // The line that ends at `end` is complete: keep its value if it was wanted, then look at the line after it.
    // False when there is nothing more to find.
    private bool NextLine(ReadOnlySpan<byte> text, int end, EslHeaderSet set, Span<EslValue> values, ref ulong wanted, ref int current, ref int start)
    {
        if (current >= 0)
        {
            values[current] = ValueAt(start + set.NameLength(current), end);
            wanted &= ~(1UL << current);
            current = -1;
            if (wanted == 0)
                return false;
        }

        start = end + 1;
        if (start >= text.Length || text[start] == '\n')
            return false;
        current = set.Match(text, start, wanted);
        return true;
    }
}
