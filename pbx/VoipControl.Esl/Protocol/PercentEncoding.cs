using System.Buffers;
using System.Text;

namespace VoipControl.Esl;

/// <summary>
/// The percent-encoding of plain events: switch_url_encode and switch_url_decode in switch_utils.c. A percent sign that is
/// not followed by two hexadecimal digits stands for itself, as it does there.
/// </summary>
internal static class PercentEncoding
{
    private const int StackBytes = 512;

    /// <summary>Decodes to text. Bytes that are not UTF-8 become U+FFFD: a broken caller name must not end a connection.</summary>
    public static string DecodeToString(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IsEmpty)
            return "";
        if (!encoded.Contains((byte)'%'))
            return Encoding.UTF8.GetString(encoded);
        byte[]? rented = null;
        Span<byte> bytes = encoded.Length <= StackBytes
            ? stackalloc byte[StackBytes]
            : rented = ArrayPool<byte>.Shared.Rent(encoded.Length);
        try
        {
            return Encoding.UTF8.GetString(bytes[..Decode(encoded, bytes)]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Decodes into <paramref name="bytes"/>, which is at least as long as <paramref name="encoded"/>.</summary>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> bytes)
    {
        int written = 0;
        for (int i = 0; i < encoded.Length; i++)
            bytes[written++] = Next(encoded, ref i);
        return written;
    }

    public static bool DecodedEquals(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> plain)
    {
        int at = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            if (at == plain.Length || Next(encoded, ref i) != plain[at++])
                return false;
        }

        return at == plain.Length;
    }

    private static byte Next(ReadOnlySpan<byte> encoded, ref int i)
    {
        byte b = encoded[i];
        if (b != '%' || i + 2 >= encoded.Length)
            return b;
        int high = HexValue(encoded[i + 1]);
        int low = HexValue(encoded[i + 2]);
        if (high < 0 || low < 0)
            return b;
        i += 2;
        return (byte)((high << 4) | low);
    }

    private static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };
}
