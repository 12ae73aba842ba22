using Dapper;
using VoipControl.Store.Journals;
using VoipControl.Store.MySql;

namespace VoipControl.Bench;

/// <summary>
/// Watches a journal being stored: whenever it looks, MySQL must have exactly the journal's first facts, none of them
/// missing and no later one before them.
/// </summary>
internal sealed class OrderWatch(VoipDatabase database, string journalDirectory)
{
    private readonly List<(long Position, long Facts)> _samples = [];

    /// <summary>Looks until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using (var connection = await database.OpenAsync(CancellationToken.None))
                // One statement reads one state of the database.
                _samples.Add(await connection.QuerySingleAsync<(long, long)>(
                    "SELECT COALESCE((SELECT MAX(position) FROM journal_cursors), 0), (SELECT COUNT(*) FROM call_facts)"));
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>How many different states were seen, and in how many of them MySQL had something else than the journal's beginning.</summary>
    public (int States, int Wrong) Judge()
    {
        var states = _samples.Distinct().ToList();
        var wanted = states.ToDictionary(static s => s.Position, static _ => 0L);
        var known = new HashSet<(object, object, long, object, object)>();
        foreach (var entry in new JournalInspector(journalDirectory).Entries())
        {
            if (wanted.ContainsKey(entry.Position)) wanted[entry.Position] = known.Count;
            if (entry.Fact is { } fact) known.Add((fact.Leg, fact.At, fact.Sequence, fact.Core, fact.Kind));
        }
        foreach (var state in states)
            if (wanted[state.Position] == 0) wanted[state.Position] = known.Count;
        return (states.Count, states.Count(s => wanted[s.Position] != s.Facts));
    }
}
