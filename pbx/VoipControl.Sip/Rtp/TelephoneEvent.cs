using System.Buffers.Binary;

namespace VoipControl.Sip.Rtp;

/// <summary>The payload of a telephone-event packet (RFC 4733 section 2.3), for the sixteen digits.</summary>
/// <param name="Digit">0 to 9, *, #, A to D.</param>
/// <param name="End">Whether the event is over.</param>
/// <param name="Volume">Power below 0 dBm0, in dB: 0 to 63.</param>
/// <param name="Duration">In samples since the event's timestamp.</param>
public readonly record struct TelephoneEvent(char Digit, bool End, byte Volume, ushort Duration)
{
    /// <summary>Bytes of payload.</summary>
    public const int Length = 4;

    private const string Digits = "0123456789*#ABCD";

    /// <summary>Whether a character is a digit that can be sent; lower-case letters are.</summary>
    public static bool IsDigit(char digit) => Digits.Contains(char.ToUpperInvariant(digit));

    /// <summary>Reads a payload; false when it is too short or its event is none of the sixteen digits (a hook flash, a fax tone).</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out TelephoneEvent read)
    {
        read = default;
        if (payload.Length < Length || payload[0] >= Digits.Length) return false;
        read = new TelephoneEvent(Digits[payload[0]], (payload[1] & 0x80) != 0, (byte)(payload[1] & 0x3f), BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }

    /// <summary>Writes the payload and returns its length.</summary>
    /// <exception cref="ArgumentException"><see cref="Digit"/> is not one, or the destination is too short.</exception>
    public int Write(Span<byte> destination)
    {
        var code = Digits.IndexOf(char.ToUpperInvariant(Digit), StringComparison.Ordinal);
        if (code < 0) throw new ArgumentException($"'{Digit}' is not a digit of telephone-event: 0-9, *, #, A-D.");
        if (destination.Length < Length) throw new ArgumentException($"A telephone-event needs {Length} bytes.", nameof(destination));
        destination[0] = (byte)code;
        destination[1] = (byte)((End ? 0x80 : 0) | (Volume & 0x3f));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Duration);
        return Length;
    }
}
