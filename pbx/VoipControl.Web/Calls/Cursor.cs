using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using VoipControl.Store.Queries;

namespace VoipControl.Web.Calls;

/// <summary>
/// The opaque text that names where the next page starts: time and id of the last row, and a checksum over them and the
/// filters. The checksum keeps no secret; it finds a cursor that was cut, changed, or used with other filters.
/// </summary>
internal static class Cursor
{
    private const int Length = 8 + 16 + 8;

    public static string Write(PagePosition position, string list)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position.At.Ticks);
        position.Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        Checksum(bytes[..24], list).AsSpan(0, 8).CopyTo(bytes[24..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string text, string list, out PagePosition position)
    {
        position = default;
        if (text.Length > 64) return false;
        Span<byte> bytes = stackalloc byte[Length];
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != Length) return false;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        if (!bytes[24..].SequenceEqual(Checksum(bytes[..24], list).AsSpan(0, 8))) return false;
        position = new PagePosition(new DateTime(ticks, DateTimeKind.Utc), new Guid(bytes.Slice(8, 16), bigEndian: true));
        return true;
    }

    private static byte[] Checksum(ReadOnlySpan<byte> position, string list)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(position);
        hash.AppendData(Encoding.UTF8.GetBytes(list));
        return hash.GetHashAndReset();
    }
}
