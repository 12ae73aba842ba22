using System.Buffers.Binary;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// One RTP packet (RFC 3550 section 5.1) as a view of the datagram it came in; nothing is copied. CSRC list and header
/// extension are checked and skipped.
/// </summary>
public readonly ref struct RtpPacket
{
    /// <summary>Bytes of the fixed header.</summary>
    public const int HeaderLength = 12;

    /// <summary>The longest datagram that is taken for RTP, in bytes: an Ethernet frame's worth.</summary>
    public const int MaxLength = 1500;

    private const int Version = 2;

    private RtpPacket(bool marker, byte payloadType, ushort sequenceNumber, uint timestamp, uint ssrc, ReadOnlySpan<byte> payload)
    {
        Marker = marker;
        PayloadType = payloadType;
        SequenceNumber = sequenceNumber;
        Timestamp = timestamp;
        Ssrc = ssrc;
        Payload = payload;
    }

    /// <summary>The marker bit: for audio, the first packet after a silence (RFC 3551 section 4.1).</summary>
    public bool Marker { get; }

    /// <summary>0 to 127.</summary>
    public byte PayloadType { get; }

    /// <summary>Counts packets, modulo 65536.</summary>
    public ushort SequenceNumber { get; }

    /// <summary>The sampling instant of the first sample, in samples (8000 a second here), modulo 2^32.</summary>
    public uint Timestamp { get; }

    /// <summary>The stream's random identifier.</summary>
    public uint Ssrc { get; }

    /// <summary>What follows the header and its extension, without padding; may be empty.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>
    /// Reads a datagram with the checks of RFC 3550 appendix A.1: version, length of the CSRC list, of the extension and of
    /// the padding. False when any of them fails, or when the datagram is RTCP or longer than <see cref="MaxLength"/>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (datagram.Length is < HeaderLength or > MaxLength || datagram[0] >> 6 != Version || IsControl(datagram)) return false;
        var start = HeaderLength + 4 * (datagram[0] & 0x0f);
        if ((datagram[0] & 0x10) != 0)
        {
            if (start + 4 > datagram.Length) return false;
            start += 4 + 4 * BinaryPrimitives.ReadUInt16BigEndian(datagram[(start + 2)..]);
        }

        if (start > datagram.Length) return false;
        var payload = datagram[start..];
        if ((datagram[0] & 0x20) != 0)
        {
            // The last byte counts the padding, itself included.
            if (payload.IsEmpty || payload[^1] == 0 || payload[^1] > payload.Length) return false;
            payload = payload[..^payload[^1]];
        }

        packet = new RtpPacket(
            (datagram[1] & 0x80) != 0,
            (byte)(datagram[1] & 0x7f),
            BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            payload);
        return true;
    }

    /// <summary>Whether a datagram is RTCP on the RTP port: packet types 192 to 223 (RFC 5761 section 4).</summary>
    public static bool IsControl(ReadOnlySpan<byte> datagram) => datagram.Length >= 2 && datagram[0] >> 6 == Version && datagram[1] is >= 192 and <= 223;

    /// <summary>Writes a packet without CSRCs, extension or padding and returns its length in bytes.</summary>
    /// <exception cref="ArgumentException">The payload is too long for <see cref="MaxLength"/>, or the destination too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="payloadType"/> is above 127.</exception>
    public static int Write(
        Span<byte> destination, bool marker, byte payloadType, ushort sequenceNumber, uint timestamp, uint ssrc, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadType, (byte)127);
        var length = HeaderLength + payload.Length;
        if (length > MaxLength) throw new ArgumentException($"A payload of {payload.Length} bytes does not fit into an RTP packet of {MaxLength}.", nameof(payload));
        if (length > destination.Length) throw new ArgumentException($"The packet needs {length} bytes and has {destination.Length}.", nameof(destination));
        destination[0] = Version << 6;
        destination[1] = (byte)(payloadType | (marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ssrc);
        payload.CopyTo(destination[HeaderLength..]);
        return length;
    }
}
