using System.Text.Json;
using VoipControl.Host.Cli.Api;
using VoipControl.Store.Journals;

namespace VoipControl.Host.Cli.Commands;

/// <summary>What an inspection of a journal found.</summary>
internal sealed record JournalReport
{
    public required Guid Id { get; init; }
    public required string Directory { get; init; }
    public required IReadOnlyList<SegmentReport> Segments { get; init; }

    /// <summary>The facts that were asked for.</summary>
    public required IReadOnlyList<InspectedEntry> Facts { get; init; }

    /// <summary>Position of the first fact that was not listed any more.</summary>
    public long? NextFact { get; init; }

    /// <summary>Entries with a good checksum that are no fact; null where it was not asked.</summary>
    public long? Unreadable { get; init; }

    /// <summary>Position up to which MySQL has the facts; null where it is unknown.</summary>
    public long? Stored { get; init; }

    public long Entries => Segments.Sum(static s => s.Entries);

    public long Bytes => Segments.Sum(static s => s.Bytes);

    /// <summary>Where the next entry would begin.</summary>
    public long End => Segments.Count == 0 ? 0 : Segments[^1].FirstPosition + Segments[^1].Bytes - Segments[^1].UnfinishedBytes;

    public int Damaged => Segments.Count(static s => s.DamagedAt is not null);

    public bool IsSound => Damaged == 0 && Unreadable is null or 0;

    /// <summary>Reads it. May take long: all of it is on disk.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="readAll">Also read every entry as a fact.</param>
    /// <param name="limit">Most facts to keep.</param>
    /// <param name="fromPosition">First position to keep facts from.</param>
    /// <param name="cancellation">Ends it.</param>
    public static JournalReport Read(string directory, bool readAll, int limit, long fromPosition, CancellationToken cancellation)
    {
        var inspector = new JournalInspector(directory);
        var segments = inspector.Segments();
        var facts = new List<InspectedEntry>();
        long unreadable = 0;
        long? next = null;
        if (readAll || limit > 0)
        {
            foreach (var entry in inspector.Entries(readAll ? 0 : fromPosition))
            {
                cancellation.ThrowIfCancellationRequested();
                if (entry.Fact is null) unreadable++;
                if (limit == 0 || entry.Position < fromPosition) continue;
                if (facts.Count < limit) facts.Add(entry);
                else next ??= entry.Position;
                if (next is not null && !readAll) break;
            }
        }
        return new JournalReport { Id = inspector.Id, Directory = Path.GetFullPath(directory), Segments = segments, Facts = facts, NextFact = next, Unreadable = readAll ? unreadable : null };
    }

    public void Write(Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, new
    {
        Id,
        Directory,
        Entries,
        Bytes,
        End,
        Stored,
        Damaged,
        Unreadable,
        Segments,
        Facts = Facts.Select(static f => new { f.Number, f.Position, f.Fact, NotAFact = f.Fact is null ? f.Json : null }),
        NextFact,
    }, ApiJson.Options);
}
