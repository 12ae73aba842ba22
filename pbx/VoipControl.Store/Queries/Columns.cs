namespace VoipControl.Store.Queries;

/// <summary>How ids and times are kept in columns: UUIDs as 16 bytes in text order, times as UTC without a kind.</summary>
internal static class Columns
{
    public static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);

    public static Guid ToGuid(byte[] id) => new(id, bigEndian: true);

    public static DateTime Utc(DateTime at) => DateTime.SpecifyKind(at, DateTimeKind.Utc);

    public static DateTime? Utc(DateTime? at) => at is { } value ? Utc(value) : null;
}
