using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VoipControl.Sip;

/// <summary>Character classes of the grammar in RFC 3261 25.1, one bit each.</summary>
[Flags]
internal enum SipCharClass : ushort
{
    None = 0,
    Token = 1,
    User = 1 << 1,
    Password = 1 << 2,
    Host = 1 << 3,
    UriParameter = 1 << 4,
    UriHeader = 1 << 5,
    Word = 1 << 6,
    Scheme = 1 << 7,
    Space = 1 << 8,
    Digit = 1 << 9,
    Hex = 1 << 10,
    Value = 1 << 11,
    Uri = 1 << 12,
}

/// <summary>Which classes a byte belongs to, and how far a run of one class goes.</summary>
internal static class SipChars
{
    private const string Alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const string Unreserved = Alphanumeric + "-_.!~*'()";
    private const string TokenChars = Alphanumeric + "-.!%*_+`'~";

    private static readonly SipCharClass[] s_classes = Classes();
    // Entry n is the bit n, and none for the nibbles that no ASCII character begins with.
    private static readonly Vector128<byte> s_bits = Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0);
    private static readonly Vector128<byte> s_word = RowsOf(SipCharClass.Word);
    private static readonly Vector128<byte> s_value = RowsOf(SipCharClass.Value);
    private static readonly Vector128<byte> s_host = RowsOf(SipCharClass.Host);
    private static readonly Vector128<byte> s_user = RowsOf(SipCharClass.User);
    private static readonly Vector128<byte> s_uriParameter = RowsOf(SipCharClass.UriParameter);

    public static bool Is(byte b, SipCharClass wanted) => (ClassOf(b) & wanted) != 0;

    /// <summary>The first position at or after <paramref name="at"/> whose byte is of none of the wanted classes.</summary>
    public static int Skip(ReadOnlySpan<byte> text, int at, SipCharClass wanted)
    {
        while ((uint)at < (uint)text.Length && (ClassOf(text[at]) & wanted) != 0)
            at++;
        return at;
    }

    /// <summary>As <see cref="Skip"/> with the class of Call-IDs, sixteen bytes at a time; likewise the next ones, whose runs are long enough for it.</summary>
    public static int SkipWord(ReadOnlySpan<byte> text, int at) => SkipLong(text, at, SipCharClass.Word, s_word);

    /// <summary>The class of parameters' values: tags and branches are long.</summary>
    public static int SkipValue(ReadOnlySpan<byte> text, int at) => SkipLong(text, at, SipCharClass.Value, s_value);

    /// <summary>The class of host names and IPv4 addresses.</summary>
    public static int SkipHost(ReadOnlySpan<byte> text, int at) => SkipLong(text, at, SipCharClass.Host, s_host);

    /// <summary>The class of user parts, with escapes as in <see cref="SkipEscaped"/>.</summary>
    public static int SkipUser(ReadOnlySpan<byte> text, int at) =>
        BehindEscapes(text, SkipLong(text, at, SipCharClass.User, s_user), SipCharClass.User);

    /// <summary>The class of names and values of a URI's parameters, with escapes as in <see cref="SkipEscaped"/>.</summary>
    public static int SkipUriParameter(ReadOnlySpan<byte> text, int at) =>
        BehindEscapes(text, SkipLong(text, at, SipCharClass.UriParameter, s_uriParameter), SipCharClass.UriParameter);

    /// <summary>White space and folds: inside a header field a line break is always a fold, the parser has seen to that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(ReadOnlySpan<byte> text, int at) =>
        (uint)at < (uint)text.Length && text[at] > ' ' ? at : Skip(text, at, SipCharClass.Space);

    /// <summary>A run of one class in which a percent sign must begin an escape of two hexadecimal digits (RFC 3261 25.1, escaped).</summary>
    /// <returns>The position after the run, or -1 when an escape is broken.</returns>
    public static int SkipEscaped(ReadOnlySpan<byte> text, int at, SipCharClass wanted) => BehindEscapes(text, Skip(text, at, wanted), wanted);

    /// <summary>The next CR or LF, or the end. Written out because it runs once a line, and lines are short against the cost of a general search.</summary>
    public static int SkipToLineEnd(ReadOnlySpan<byte> text, int at)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte first = ref MemoryMarshal.GetReference(text);
            for (; at <= text.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
            {
                Vector256<byte> bytes = Vector256.LoadUnsafe(ref first, (nuint)at);
                uint ends = (Vector256.Equals(bytes, Vector256.Create((byte)'\r')) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))).ExtractMostSignificantBits();
                if (ends != 0)
                    return at + BitOperations.TrailingZeroCount(ends);
            }
        }

        int step = at < text.Length ? text[at..].IndexOfAny((byte)'\r', (byte)'\n') : -1;
        return step < 0 ? text.Length : at + step;
    }

    // At the end of a run: goes on as long as an escape and another run follow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BehindEscapes(ReadOnlySpan<byte> text, int at, SipCharClass wanted) =>
        (uint)at < (uint)text.Length && text[at] == '%' ? SkipEscapes(text, at, wanted) : at;

    private static int SkipEscapes(ReadOnlySpan<byte> text, int at, SipCharClass wanted)
    {
        while ((uint)at < (uint)text.Length && text[at] == '%')
        {
            if (text.Length - at < 3 || !Is(text[at + 1], SipCharClass.Hex) || !Is(text[at + 2], SipCharClass.Hex))
                return -1;
            at = Skip(text, at + 3, wanted);
        }

        return at;
    }

    // The low nibble of a byte chooses the row, the high one the bit in it. Near the end the last sixteen bytes are looked at, those before
    // the position shifted out: no byte beyond the text is read and none is left over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipLong(ReadOnlySpan<byte> text, int at, SipCharClass wanted, Vector128<byte> rows)
    {
        int last = text.Length - Vector128<byte>.Count;
        if (!Vector128.IsHardwareAccelerated || last < 0 || (uint)at >= (uint)text.Length)
            return Skip(text, at, wanted);
        while (true)
        {
            int from = Math.Min(at, last);
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)from);
            Vector128<byte> row = Vector128.ShuffleNative(rows, bytes & Vector128.Create((byte)0x0f));
            Vector128<byte> bit = Vector128.ShuffleNative(s_bits, bytes >>> 4);
            uint others = Vector128.Equals(row & bit, Vector128<byte>.Zero).ExtractMostSignificantBits() >> (at - from);
            if (others != 0)
                return at + BitOperations.TrailingZeroCount(others);
            at = from + Vector128<byte>.Count;
            if (at == text.Length)
                return at;
        }
    }

    private static Vector128<byte> RowsOf(SipCharClass wanted)
    {
        Span<byte> rows = stackalloc byte[Vector128<byte>.Count];
        for (int b = 0; b < 128; b++)
            rows[b & 0x0f] |= (byte)(Is((byte)b, wanted) ? 1 << (b >> 4) : 0);
        return Vector128.Create<byte>(rows);
    }

    // The table has an entry for every byte: the only bounds check of a scan is the one against the text.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SipCharClass ClassOf(byte b) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(s_classes), b);

    private static SipCharClass[] Classes()
    {
        var classes = new SipCharClass[256];
        void Add(string characters, SipCharClass mark)
        {
            foreach (char c in characters)
                classes[c] |= mark;
        }

        Add(TokenChars, SipCharClass.Token | SipCharClass.Value);
        // What a parameter's value may hold unquoted: a token, a host, and an IPv6 address without brackets (RFC 5118 4.5).
        Add("[]:", SipCharClass.Value);
        Add(Unreserved + "&=+$,;?/", SipCharClass.User);
        Add(Unreserved + "&=+$,", SipCharClass.Password);
        // The underscore is in no host name of the grammar, but in many of container networks.
        Add(Alphanumeric + "-._", SipCharClass.Host);
        Add(Unreserved + "[]/:&+$", SipCharClass.UriParameter);
        Add(Unreserved + "[]/?:+$", SipCharClass.UriHeader);
        Add(TokenChars + "()<>:\\\"/[]?{}", SipCharClass.Word);
        Add(Alphanumeric + "+-.", SipCharClass.Scheme);
        Add(" \t\r\n", SipCharClass.Space);
        Add("0123456789", SipCharClass.Digit);
        Add("0123456789abcdefABCDEF", SipCharClass.Hex);
        // Any URI (RFC 2396): reserved, unreserved; escapes are seen to by the caller.
        Add(Unreserved + ";/?:@&=+$,[]#", SipCharClass.Uri);
        return classes;
    }
}
