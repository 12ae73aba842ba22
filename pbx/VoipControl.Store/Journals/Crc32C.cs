using System.Buffers.Binary;
using System.Numerics;

namespace VoipControl.Store.Journals;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), by the processor's own instruction where it has one.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(~0u, bytes);

    /// <summary>The checksum of two pieces that follow each other.</summary>
    public static uint Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Append(Append(~0u, first), second);

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
