using VoipControl.Core.Calls;

namespace VoipControl.Store.Journals;

/// <summary>Where a journal lies and how it writes.</summary>
public sealed record JournalOptions
{
    /// <summary>Folder of the journal, created where missing. One process at a time owns it.</summary>
    public required string Directory { get; init; }

    /// <summary>Size from which a segment is closed and a new one begun, bytes, 4 KB to 1 GB. Default 64 MB.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Least time from one flush of the disk to the next, 0 to 1 s. Default 2 ms. What comes meanwhile is written
    /// together; a fact that comes after a pause is written at once.
    /// </summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How many facts may wait to be written before <see cref="Journal.AppendAsync"/> makes its caller wait. Default 20,000.</summary>
    public int QueueLimit { get; init; } = 20_000;

    /// <summary>
    /// Told of each group of facts once it is durable, in order, on the journal's own loop: it must return soon. The list
    /// is used again after the call. An exception ends the journal.
    /// </summary>
    public Action<IReadOnlyList<LegFact>>? Committed { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, 1L << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(CommitInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CommitInterval, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueLimit, 1);
    }
}
