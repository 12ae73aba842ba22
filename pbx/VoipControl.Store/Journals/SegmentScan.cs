namespace VoipControl.Store.Journals;

/// <summary>What a pass over a whole segment found.</summary>
/// <param name="Entries">Valid entries up to the first that is not.</param>
/// <param name="ValidBytes">Where the last of them ends.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="DamagedAt">Offset of a damaged entry that was durable, because a later group follows it; null where there is none.</param>
internal sealed record SegmentScan(long Entries, long ValidBytes, long Bytes, long? DamagedAt)
{
    /// <summary>Reads the segment from its start.</summary>
    public static SegmentScan Run(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var bytes = RandomAccess.GetLength(handle);
        var buffer = new byte[Math.Clamp(bytes, Frame.HeaderBytes, 2 * Frame.MaxBytes)];
        long entries = 0, offset = 0;
        while (true)
        {
            var span = Fill(handle, buffer, offset);
            var used = 0;
            FrameState state;
            while ((state = Frame.Read(span[used..], out var size, out _)) == FrameState.Valid)
            {
                used += size;
                entries++;
            }
            offset += used;
            // A whole frame fits into the buffer: no progress means that the entry is not whole in the file.
            if (used > 0 && state == FrameState.Incomplete && offset < bytes) continue;
            return new SegmentScan(entries, offset, bytes, offset < bytes ? FindLaterGroup(handle, buffer, offset, bytes) : null);
        }
    }

    /// <summary>
    /// At most one group is on its way to the disk at a time. Whatever of it a crash left, no later group follows it; if
    /// one does, the damaged entry had been durable.
    /// </summary>
    private static long? FindLaterGroup(Microsoft.Win32.SafeHandles.SafeFileHandle handle, byte[] buffer, long damaged, long bytes)
    {
        for (var offset = damaged + 1; offset < bytes;)
        {
            var span = Fill(handle, buffer, offset);
            // Frames near the buffer's end are judged in the next round, unless it is the file's end.
            var last = offset + span.Length >= bytes ? span.Length : span.Length - Frame.MaxBytes;
            for (var i = 0; i < last; i++)
            {
                // A payload is a JSON object: looking for its brace first spares most checksums.
                if (i + Frame.HeaderBytes < span.Length && span[i + Frame.HeaderBytes] == (byte)'{'
                    && Frame.Read(span[i..], out _, out var startsGroup) == FrameState.Valid && startsGroup) return damaged;
            }
            offset += last;
        }
        return null;
    }

    private static ReadOnlySpan<byte> Fill(Microsoft.Win32.SafeHandles.SafeFileHandle handle, byte[] buffer, long offset)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer.AsSpan(filled), offset + filled);
            if (read == 0) break;
            filled += read;
        }
        return buffer.AsSpan(0, filled);
    }
}
