using System.Data;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using VoipControl.Core.Calls;

namespace VoipControl.Store.Calls;

/// <summary>The statements of <see cref="CallWriter"/> on one connection of its own, prepared as they are first needed.</summary>
internal sealed class CallTables : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly IdQuery _callsOfLegs;
    private readonly IdQuery _calls;
    private readonly IdQuery _legs;
    private readonly IdQuery _facts;
    private readonly IdQuery _lockCalls;
    private readonly IdQuery _deleteCalls;
    private readonly IdQuery _deleteRecords;

    public CallTables(DbConnection connection)
    {
        _connection = connection;
        Rows = new CallRows(connection);
        _callsOfLegs = new IdQuery(connection,
            "SELECT call_id FROM legs WHERE id IN (@ids) UNION SELECT call_id FROM legs WHERE call_id IN (@ids)");
        _calls = new IdQuery(connection,
            "SELECT c.id, c.revision, r.call_id IS NOT NULL FROM calls c LEFT JOIN call_records r ON r.call_id = c.id WHERE c.id IN (@ids)");
        _legs = new IdQuery(connection, "SELECT id, call_id FROM legs WHERE call_id IN (@ids)");
        _facts = new IdQuery(connection, "SELECT fact FROM call_facts WHERE call_id IN (@ids)");
        _lockCalls = new IdQuery(connection, "SELECT id, revision FROM calls WHERE id IN (@ids) FOR UPDATE");
        _deleteCalls = new IdQuery(connection, "DELETE FROM calls WHERE id IN (@ids)");
        _deleteRecords = new IdQuery(connection, "DELETE FROM call_records WHERE call_id IN (@ids)");
    }

    public CallRows Rows { get; }

    public bool IsOpen => _connection.State == ConnectionState.Open;

    /// <summary>Reading what is committed now, without gap locks: two writers of new calls must not block each other.</summary>
    public async Task<DbTransaction> BeginAsync(CancellationToken ct) => await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);

    /// <summary>Ids of the calls that these legs belong to, or that are named after them.</summary>
    public async Task<HashSet<Guid>> CallsOfLegsAsync(IReadOnlyCollection<Guid> legs, CancellationToken ct)
    {
        var calls = new HashSet<Guid>();
        await _callsOfLegs.ReadAsync(legs, row => calls.Add(StoreTypes.Id(row.GetValue(0))), null, ct);
        return calls;
    }

    public Task CallsAsync(IReadOnlyCollection<Guid> calls, Action<CallId, long, bool> row, CancellationToken ct) =>
        _calls.ReadAsync(calls, r => row(new CallId(StoreTypes.Id(r.GetValue(0))), r.GetInt64(1), Convert.ToBoolean(r.GetValue(2), null)), null, ct);

    public Task LegsAsync(IReadOnlyCollection<Guid> calls, Action<LegId, CallId> row, CancellationToken ct) =>
        _legs.ReadAsync(calls, r => row(new LegId(StoreTypes.Id(r.GetValue(0))), new CallId(StoreTypes.Id(r.GetValue(1)))), null, ct);

    public Task FactsAsync(IReadOnlyCollection<Guid> calls, Action<LegFact> row, CancellationToken ct) =>
        _facts.ReadAsync(calls, r => row(JsonSerializer.Deserialize(r.GetString(0), CallJson.Default.LegFact)!), null, ct);

    public Task LockCallsAsync(IReadOnlyCollection<Guid> calls, Action<CallId, long> row, DbTransaction transaction, CancellationToken ct) =>
        _lockCalls.ReadAsync(calls, r => row(new CallId(StoreTypes.Id(r.GetValue(0))), r.GetInt64(1)), transaction, ct);

    public Task MoveFactsAsync(LegId leg, CallId from, CallId to, DbTransaction transaction, CancellationToken ct) =>
        _connection.ExecuteAsync(new CommandDefinition(
            "UPDATE call_facts SET call_id = @to WHERE call_id = @from AND leg_id = @leg", new { leg, from, to }, transaction, cancellationToken: ct));

    public Task DeleteRecordsAsync(IReadOnlyCollection<Guid> calls, DbTransaction transaction, CancellationToken ct) =>
        _deleteRecords.RunAsync(calls, transaction, ct);

    public Task DeleteCallsAsync(IReadOnlyCollection<Guid> calls, DbTransaction transaction, CancellationToken ct) =>
        _deleteCalls.RunAsync(calls, transaction, ct);

    public Task<long?> CursorAsync(Guid journal, CancellationToken ct) =>
        _connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT position FROM journal_cursors WHERE journal_id = @journal", new { journal }, cancellationToken: ct));

    public Task SetCursorAsync(Guid journal, long position, DateTime now, DbTransaction transaction, CancellationToken ct) =>
        _connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO journal_cursors (journal_id, position, updated_at) VALUES (@journal, @position, @now)
            ON DUPLICATE KEY UPDATE position = VALUES(position), updated_at = VALUES(updated_at)
            """, new { journal, position, now }, transaction, cancellationToken: ct));

    public async ValueTask DisposeAsync()
    {
        Rows.Dispose();
        foreach (var query in new[] { _callsOfLegs, _calls, _legs, _facts, _lockCalls, _deleteCalls, _deleteRecords }) query.Dispose();
        await _connection.DisposeAsync();
    }
}
