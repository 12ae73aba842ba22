using System.Text.Json;
using Dapper;
using VoipControl.Core.Calls;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Queries;

/// <summary>
/// Reads calls, their facts and their records for people and programs. Every list is paged by key (newest first), so
/// a page costs the same at any depth and rows that arrive between two pages move nothing.
/// </summary>
public sealed class CallQueries
{
    private const string RecordColumns =
        "call_id CallId, tenant Tenant, purpose Purpose, node Node, direction Direction, caller_number CallerNumber, caller_name CallerName, " +
        "callee_number CalleeNumber, callee_name CalleeName, trunk Trunk, extension Extension, started_at StartedAt, " +
        "ringing_at RingingAt, answered_at AnsweredAt, bridged_at BridgedAt, ended_at EndedAt, outcome Outcome, cause Cause, " +
        "ended_by EndedBy, talk_ms TalkMs, wait_ms WaitMs, hold_ms HoldMs, leg_count LegCount, transfer_count TransferCount, " +
        "recording_count RecordingCount, end_inferred EndInferred, recovered Recovered, takeover_id TakeoverId, stored_at StoredAt";

    private readonly VoipDatabase _database;

    /// <param name="database">Where to read; a replica will do.</param>
    public CallQueries(VoipDatabase database) => _database = database;

    /// <summary>Lists calls, live and ended, by start.</summary>
    /// <param name="filter">Which calls.</param>
    /// <param name="after">The end of the page before; null for the first.</param>
    /// <param name="limit">Most rows of the page, at least 1.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    public async Task<Page<CallView>> ListCallsAsync(CallFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var (where, values) = Conditions(filter, after, limit, "started_at", "id");
        if (filter.Live is { } live)
        {
            where.Add("live = @live");
            values.Add("live", live);
        }
        if (filter.State is { } state)
        {
            where.Add("state = @state");
            values.Add("state", state.ToString());
        }
        await using var connection = await _database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<string>(new CommandDefinition(
            Select("view", "calls", "id", "started_at", where, filter.Number), values, cancellationToken: cancellationToken));
        var calls = rows.Select(static json => JsonSerializer.Deserialize(json, CallJson.Default.CallView)!).ToList();
        return PageOf(calls, limit, static c => new PagePosition(c.StartedAt, c.Id.Value));
    }

    /// <summary>Lists call detail records by end.</summary>
    /// <param name="filter">Which records; its live and state fields are not used.</param>
    /// <param name="after">The end of the page before; null for the first.</param>
    /// <param name="limit">Most rows of the page, at least 1.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    public async Task<Page<CallRecord>> ListRecordsAsync(CallFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var (where, values) = Conditions(filter, after, limit, "ended_at", "call_id");
        if (filter.Outcome is { } outcome)
        {
            where.Add("outcome = @outcome");
            values.Add("outcome", outcome.ToString());
        }
        await using var connection = await _database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<CallRecordRow>(new CommandDefinition(
            Select(RecordColumns, "call_records", "call_id", "ended_at", where, filter.Number), values, cancellationToken: cancellationToken));
        var records = rows.Select(static r => r.ToRecord()).ToList();
        return PageOf(records, limit, static r => new PagePosition(r.EndedAt, r.CallId.Value));
    }

    /// <summary>The newest stored view of a call; null when there is none.</summary>
    public async Task<CallView?> FindCallAsync(CallId id, CancellationToken cancellationToken = default)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        var json = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT view FROM calls WHERE id = @id", new { id }, cancellationToken: cancellationToken));
        return json is null ? null : JsonSerializer.Deserialize(json, CallJson.Default.CallView);
    }

    /// <summary>The facts of a call, oldest first.</summary>
    /// <param name="id">Which call.</param>
    /// <param name="limit">Most facts to return.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    public async Task<IReadOnlyList<LegFact>> ListFactsAsync(CallId id, int limit, CancellationToken cancellationToken = default)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT fact FROM call_facts WHERE call_id = @id ORDER BY at, sequence, leg_id, core_id, kind LIMIT @limit",
            new { id, limit }, cancellationToken: cancellationToken));
        return [.. rows.Select(static json => JsonSerializer.Deserialize(json, CallJson.Default.LegFact)!)];
    }

    private static (List<string> Where, DynamicParameters Values) Conditions(
        CallFilter filter, PagePosition? after, int limit, string timeColumn, string idColumn)
    {
        var where = new List<string>();
        var values = new DynamicParameters();
        values.Add("limit", limit + 1);
        void Add(string condition, string name, object? value)
        {
            if (value is null) return;
            where.Add(condition);
            values.Add(name, value);
        }
        Add("tenant = @tenant", "tenant", filter.Tenant);
        Add("purpose = @purpose", "purpose", filter.Purpose?.ToString());
        Add("node = @node", "node", filter.Node);
        Add("direction = @direction", "direction", filter.Direction?.ToString());
        Add($"{timeColumn} >= @from", "from", filter.From);
        Add($"{timeColumn} < @to", "to", filter.To);
        if (after is { } position)
        {
            // The first term alone lets the optimizer start in the index; MariaDB does not use one for a row comparison.
            where.Add($"{timeColumn} <= @afterAt AND ({timeColumn} < @afterAt OR {idColumn} < @afterId)");
            values.Add("afterAt", position.At);
            values.Add("afterId", position.Id);
        }
        if (filter.Number is { } number) values.Add("number", number.IsPrefix ? LikePrefix(number.Text) : number.Text);
        return (where, values);
    }

    private static string Select(string columns, string table, string id, string time, List<string> where, NumberFilter? number)
    {
        var order = $"ORDER BY {time} DESC, {id} DESC LIMIT @limit";
        var all = where.Count == 0 ? "TRUE" : string.Join(" AND ", where);
        if (number is null) return $"SELECT {columns} FROM {table} WHERE {all} {order}";
        var matches = number.IsPrefix ? "LIKE @number ESCAPE '!'" : "= @number";
        // Each half has the index of its own column; one OR over both columns would read the whole table where few match.
        return $"SELECT {columns} FROM (" +
            $"(SELECT {id} AS found_id, {time} AS found_at FROM {table} WHERE {all} AND caller_number {matches} {order}) UNION " +
            $"(SELECT {id}, {time} FROM {table} WHERE {all} AND callee_number {matches} {order}) ORDER BY found_at DESC, found_id DESC LIMIT @limit) found " +
            $"JOIN {table} ON {id} = found_id ORDER BY found_at DESC, found_id DESC";
    }

    private static string LikePrefix(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%";

    private static Page<T> PageOf<T>(List<T> rows, int limit, Func<T, PagePosition> position)
    {
        if (rows.Count <= limit) return new Page<T>(rows, null);
        rows.RemoveRange(limit, rows.Count - limit);
        return new Page<T>(rows, position(rows[^1]));
    }
}
