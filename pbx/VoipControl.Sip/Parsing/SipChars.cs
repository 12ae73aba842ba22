using System.Buffers;
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
    private static readonly SearchValues<byte> s_word = ValuesOf(SipCharClass.Word);
    private static readonly SearchValues<byte> s_value = ValuesOf(SipCharClass.Value);

    public static bool Is(byte b, SipCharClass wanted) => (ClassOf(b) & wanted) != 0;

    /// <summary>The first position at or after <paramref name="at"/> whose byte is of none of the wanted classes.</summary>
    public static int Skip(ReadOnlySpan<byte> text, int at, SipCharClass wanted)
    {
        while ((uint)at < (uint)text.Length && (ClassOf(text[at]) & wanted) != 0)
            at++;
        return at;
    }

    /// <summary>As <see cref="Skip"/> for Call-IDs, which are long enough to be looked at many bytes at a time.</summary>
    public static int SkipWord(ReadOnlySpan<byte> text, int at) => SkipAll(text, at, s_word);

    /// <summary>As <see cref="Skip"/> for values of parameters: branches are long.</summary>
    public static int SkipValue(ReadOnlySpan<byte> text, int at) => SkipAll(text, at, s_value);

    /// <summary>White space and folds: inside a header field a line break is always a fold, the parser has seen to that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(ReadOnlySpan<byte> text, int at) =>
        (uint)at < (uint)text.Length && text[at] > ' ' ? at : Skip(text, at, SipCharClass.Space);

    /// <summary>A run of one class in which a percent sign must begin an escape of two hexadecimal digits (RFC 3261 25.1, escaped).</summary>
    /// <returns>The position after the run, or -1 when an escape is broken.</returns>
    public static int SkipEscaped(ReadOnlySpan<byte> text, int at, SipCharClass wanted)
    {
        while (true)
        {
            at = Skip(text, at, wanted);
            if ((uint)at >= (uint)text.Length || text[at] != '%')
                return at;
            if (text.Length - at < 3 || !Is(text[at + 1], SipCharClass.Hex) || !Is(text[at + 2], SipCharClass.Hex))
                return -1;
            at += 3;
        }
    }

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

    private static int SkipAll(ReadOnlySpan<byte> text, int at, SearchValues<byte> wanted)
    {
        if ((uint)at >= (uint)text.Length)
            return at;
        int step = text[at..].IndexOfAnyExcept(wanted);
        return step < 0 ? text.Length : at + step;
    }

    private static SearchValues<byte> ValuesOf(SipCharClass wanted) =>
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(static b => (byte)b).Where(b => Is(b, wanted))]);

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
