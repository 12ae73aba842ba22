using Microsoft.Win32.SafeHandles;

namespace VoipControl.Store.Journals;

/// <summary>
/// Reads durable entries in order and waits for more at the end. It reads the files, not memory, so however far it lags
/// behind, the process does not grow. Not thread-safe.
/// </summary>
public sealed class JournalReader : IDisposable
{
    private const int BufferBytes = 2 * Frame.MaxBytes;

    private readonly Journal _journal;
    private byte[] _buffer = new byte[256 * 1024];
    private SafeFileHandle? _file;
    private Segment? _segment;

    internal JournalReader(Journal journal, long position)
    {
        _journal = journal;
        var first = journal.FirstPosition;
        Position = Math.Max(position, first);
        if (Position > journal.CommittedPosition)
            throw new JournalException($"The journal in {journal.Directory} ends at position {journal.CommittedPosition}, before {position}.");
        Number = NumberAt(Position);
    }

    /// <summary>Where the next entry to read begins.</summary>
    public long Position { get; private set; }

    /// <summary>Number of the next entry to read.</summary>
    public long Number { get; private set; }

    /// <summary>
    /// Reads the entries that are there, at least one; waits where there is none. False when the journal is closed and
    /// everything was read. The payloads are valid until the next call.
    /// </summary>
    /// <param name="into">Cleared, then filled.</param>
    /// <param name="maxEntries">Most entries, at least 1.</param>
    /// <param name="maxBytes">Most bytes; one entry may exceed it. At most about 2 MB are read at once.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="JournalException">An entry is damaged.</exception>
    public async ValueTask<bool> ReadAsync(List<JournalEntry> into, int maxEntries, int maxBytes, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEntries, 1);
        into.Clear();
        while (into.Count == 0)
        {
            if (!await _journal.WaitForMoreAsync(Position, ct)) return false;
            Read(into, maxEntries, maxBytes);
        }
        return true;
    }

    public void Dispose() => _file?.Dispose();

    private void Read(List<JournalEntry> into, int maxEntries, int maxBytes)
    {
        // Asked before the segment: a segment that is closed meanwhile only grows up to its end.
        var committed = _journal.CommittedPosition;
        var (segment, end) = _journal.SegmentAt(Position);
        if (segment.FirstPosition > Position) throw new JournalException($"The facts from position {Position} on were deleted before they were read.");
        var available = Math.Min(committed, end ?? long.MaxValue) - Position;
        var wanted = (int)Math.Min(available, Math.Min(maxBytes, BufferBytes));
        var read = Fill(segment, wanted);
        var used = Take(into, read, maxEntries);
        if (used == 0 && read < available)
        {
            // The next entry alone is larger than the caller's limit.
            read = Fill(segment, (int)Math.Min(available, Frame.MaxBytes));
            used = Take(into, read, 1);
        }
        if (used == 0 && read == 0 && end is { } next)
        {
            // An operator moved a damaged segment away.
            _journal.TellGap(Position, next);
            (Position, Number) = (next, _journal.SegmentAt(next).Segment.FirstNumber);
            return;
        }
        if (used == 0) throw Journal.Damaged(segment, Position - segment.FirstPosition);
        Position += used;
        Number += into.Count;
    }

    private int Take(List<JournalEntry> into, int available, int maxEntries)
    {
        var used = 0;
        while (into.Count < maxEntries && Frame.Read(_buffer.AsSpan(used, available - used), out var size, out _) == FrameState.Valid)
        {
            var payload = _buffer.AsMemory(used + Frame.HeaderBytes, size - Frame.HeaderBytes);
            into.Add(new JournalEntry(Position + used, Position + used + size, Number + into.Count, payload));
            used += size;
        }
        return used;
    }

    private int Fill(Segment segment, int wanted)
    {
        if (_segment != segment)
        {
            _file?.Dispose();
            _file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _segment = segment;
        }
        if (_buffer.Length < wanted) _buffer = new byte[BufferBytes];
        var filled = 0;
        while (filled < wanted)
        {
            var read = RandomAccess.Read(_file!, _buffer.AsSpan(filled, wanted - filled), Position - segment.FirstPosition + filled);
            if (read == 0) break;
            filled += read;
        }
        return filled;
    }

    /// <summary>Counts the entries from the segment's start, which also proves that one begins at the position.</summary>
    private long NumberAt(long position)
    {
        var (segment, _) = _journal.SegmentAt(position);
        (Position, Number) = (segment.FirstPosition, segment.FirstNumber);
        var entries = new List<JournalEntry>();
        while (Position < position)
        {
            entries.Clear();
            Read(entries, int.MaxValue, BufferBytes);
            if (Position <= position) continue;
            var at = entries.FindIndex(e => e.Position == position);
            if (at < 0) throw new JournalException($"No fact of the journal in {_journal.Directory} begins at position {position}.");
            (Position, Number) = (position, entries[at].Number);
        }
        return Number;
    }
}
