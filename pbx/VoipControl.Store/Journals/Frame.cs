using System.Buffers.Binary;

namespace VoipControl.Store.Journals;

/// <summary>
/// One entry on disk: [length, 4 bytes little-endian][CRC-32C of length and payload, 4 bytes][payload]. The length's
/// highest bit marks the first entry of a group that was written and flushed together.
/// </summary>
internal static class Frame
{
    public const int HeaderBytes = 8;

    /// <summary>Largest payload. A fact has a few hundred bytes; what is larger than this is no fact.</summary>
    public const int MaxPayloadBytes = 1 << 20;

    public const int MaxBytes = HeaderBytes + MaxPayloadBytes;

    private const uint GroupStart = 0x8000_0000;

    public static void WriteHeader(Span<byte> frame, bool startsGroup)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - HeaderBytes) | (startsGroup ? GroupStart : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Compute(frame[..4], frame[HeaderBytes..]));
    }

    /// <summary>The payload's length, from a header; null where no frame has such a length.</summary>
    public static int? PayloadBytes(ReadOnlySpan<byte> header) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(header) & ~GroupStart) is var length and > 0 and <= MaxPayloadBytes ? (int)length : null;

    /// <summary>Reads the frame at the start of <paramref name="bytes"/>; <paramref name="size"/> is its size with header where it is valid.</summary>
    public static FrameState Read(ReadOnlySpan<byte> bytes, out int size, out bool startsGroup)
    {
        (size, startsGroup) = (0, false);
        if (bytes.Length < HeaderBytes) return FrameState.Incomplete;
        if (PayloadBytes(bytes) is not { } length) return FrameState.Bad;
        if (bytes.Length - HeaderBytes < length) return FrameState.Incomplete;
        var payload = bytes.Slice(HeaderBytes, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Crc32C.Compute(bytes[..4], payload)) return FrameState.Bad;
        (size, startsGroup) = (HeaderBytes + length, (BinaryPrimitives.ReadUInt32LittleEndian(bytes) & GroupStart) != 0);
        return FrameState.Valid;
    }
}
