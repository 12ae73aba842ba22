using System.Text.Json;
using Dapper;
using VoipControl.Core.Calls;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Calls;

/// <summary>Reads back what a process needs to go on with calls after a restart.</summary>
public sealed class CallRestore(VoipDatabase database)
{
    /// <summary>All facts of the calls that are live on the given nodes, in the order they happened, as far as MySQL has them: facts that only the
    /// journal has yet are not among them. Calls of other nodes belong to other processes.</summary>
    public async Task<IReadOnlyList<LegFact>> LoadLiveFactsAsync(IReadOnlyCollection<string> nodes, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT f.fact FROM calls c JOIN call_facts f ON f.call_id = c.id
            WHERE c.live = 1 AND c.node IN @nodes ORDER BY f.at, f.sequence, f.core_id
            """, new { nodes }, cancellationToken: ct));
        return [.. rows.Select(static json => JsonSerializer.Deserialize(json, CallJson.Default.LegFact)!)];
    }

    /// <summary>Position of a journal up to which MySQL has everything; 0 when it never heard of that journal.</summary>
    public async Task<long> CursorAsync(Guid journal, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT position FROM journal_cursors WHERE journal_id = @journal", new { journal }, cancellationToken: ct)) ?? 0;
    }
}
