using System.Data;
using System.Data.Common;
using System.Text.Json;
using VoipControl.Core.Calls;

namespace VoipControl.Store.Calls;

/// <summary>How facts, calls, legs and records become rows. Texts are cut to their columns, so that no caller's name can stop the writer.</summary>
internal sealed class CallRows : IDisposable
{
    // JSON is sent as the UTF-8 it is, which spares turning it into text and back.
    private static readonly (string, DbType)[] FactColumns =
    [
        ("call_id", DbType.Binary), ("leg_id", DbType.Binary), ("at", DbType.DateTime), ("sequence", DbType.Int64),
        ("core_id", DbType.Binary), ("kind", DbType.Byte), ("fact", DbType.Binary),
    ];

    private static readonly (string, DbType)[] CallColumns =
    [
        ("id", DbType.Binary), ("tenant", DbType.String), ("purpose", DbType.String), ("node", DbType.String), ("state", DbType.String), ("live", DbType.Byte),
        ("direction", DbType.String), ("caller_number", DbType.String), ("callee_number", DbType.String), ("trunk", DbType.String),
        ("extension", DbType.String), ("started_at", DbType.DateTime), ("answered_at", DbType.DateTime), ("ended_at", DbType.DateTime),
        ("revision", DbType.Int64), ("view", DbType.Binary),
    ];

    private static readonly (string, DbType)[] LegColumns =
    [
        ("id", DbType.Binary), ("call_id", DbType.Binary), ("node", DbType.String), ("core_id", DbType.Binary), ("state", DbType.String),
        ("live", DbType.Byte), ("direction", DbType.String), ("channel", DbType.String), ("trunk", DbType.String), ("extension", DbType.String),
        ("sip_call_id", DbType.String), ("created_at", DbType.DateTime), ("answered_at", DbType.DateTime), ("ended_at", DbType.DateTime),
        ("cause", DbType.String),
    ];

    private static readonly (string, DbType)[] RecordColumns =
    [
        ("call_id", DbType.Binary), ("tenant", DbType.String), ("purpose", DbType.String), ("node", DbType.String), ("direction", DbType.String),
        ("caller_number", DbType.String), ("caller_name", DbType.String), ("callee_number", DbType.String), ("callee_name", DbType.String),
        ("trunk", DbType.String), ("extension", DbType.String), ("started_at", DbType.DateTime), ("ringing_at", DbType.DateTime),
        ("answered_at", DbType.DateTime), ("bridged_at", DbType.DateTime), ("ended_at", DbType.DateTime), ("outcome", DbType.String),
        ("cause", DbType.String), ("ended_by", DbType.String), ("talk_ms", DbType.Int64), ("wait_ms", DbType.Int64), ("hold_ms", DbType.Int64),
        ("leg_count", DbType.Int32), ("transfer_count", DbType.Int32), ("recording_count", DbType.Int32), ("end_inferred", DbType.Byte),
        ("recovered", DbType.Byte), ("takeover_id", DbType.String), ("stored_at", DbType.DateTime),
    ];

    private readonly BulkInsert _facts;
    private readonly BulkInsert _newCalls;
    private readonly BulkInsert _knownCalls;
    private readonly BulkInsert _newLegs;
    private readonly BulkInsert _knownLegs;
    private readonly BulkInsert _records;

    public CallRows(DbConnection connection)
    {
        // A fact that is there already stays as it is; INSERT IGNORE would also let bad values pass, cut or as zero.
        _facts = new BulkInsert(connection, "call_facts", FactColumns, "kind = call_facts.kind");
        // A call or leg that is new to this writer and there all the same was written by another: an error, and done again.
        _newCalls = new BulkInsert(connection, "calls", CallColumns, null);
        _knownCalls = new BulkInsert(connection, "calls", CallColumns, AllOf(CallColumns, "id"));
        _newLegs = new BulkInsert(connection, "legs", LegColumns, null);
        _knownLegs = new BulkInsert(connection, "legs", LegColumns, AllOf(LegColumns, "id"));
        // A record keeps the time it was first stored.
        _records = new BulkInsert(connection, "call_records", RecordColumns, AllOf(RecordColumns, "call_id", "stored_at"));
    }

    public void AddFact(CallId call, LegFact fact, byte[] json)
    {
        var row = _facts.Add();
        row[0] = StoreTypes.Bytes(call.Value);
        row[1] = StoreTypes.Bytes(fact.Leg.Value);
        row[2] = fact.At;
        row[3] = fact.Sequence;
        row[4] = StoreTypes.Bytes(fact.Core);
        row[5] = (byte)fact.Kind;
        row[6] = json;
    }

    public void AddCall(CallView view, long revision, bool isNew)
    {
        ReadOnlySpan<object?> values =
        [
            StoreTypes.Bytes(view.Id.Value), Text.Cut(view.Tenant, 64), view.Purpose.ToString(), Text.Cut(view.Node, 64), view.State.ToString(), Flag(view.State != CallState.Ended),
            view.Direction.ToString(), Text.Cut(view.Caller.Number, 255), Text.Cut(view.Callee.Number, 255), Text.Cut(view.Trunk, 255),
            Text.Cut(view.Extension, 255), view.StartedAt, view.AnsweredAt, view.EndedAt,
            revision, JsonSerializer.SerializeToUtf8Bytes(view, CallJson.Default.CallView),
        ];
        values.CopyTo((isNew ? _newCalls : _knownCalls).Add());
    }

    public void AddLeg(CallId call, LegView leg, Guid core, bool isNew)
    {
        ReadOnlySpan<object?> values =
        [
            StoreTypes.Bytes(leg.Id.Value), StoreTypes.Bytes(call.Value), Text.Cut(leg.Node, 64), StoreTypes.Bytes(core), leg.State.ToString(),
            Flag(leg.State != LegState.Ended), leg.Direction?.ToString(), Text.Cut(leg.Channel, 512), Text.Cut(leg.Trunk, 255), Text.Cut(leg.Extension, 255),
            Text.Cut(leg.SipCallId, 255), leg.CreatedAt, leg.AnsweredAt, leg.EndedAt,
            Text.Cut(leg.Cause, 64),
        ];
        values.CopyTo((isNew ? _newLegs : _knownLegs).Add());
    }

    /// <param name="view">A call that ended.</param>
    /// <param name="now">When it is stored.</param>
    public void AddRecord(CallView view, DateTime now)
    {
        ReadOnlySpan<object?> values =
        [
            StoreTypes.Bytes(view.Id.Value), Text.Cut(view.Tenant, 64), view.Purpose.ToString(), Text.Cut(view.Node, 64), view.Direction.ToString(),
            Text.Cut(view.Caller.Number, 255), Text.Cut(view.Caller.Name, 255), Text.Cut(view.Callee.Number, 255), Text.Cut(view.Callee.Name, 255),
            Text.Cut(view.Trunk, 255), Text.Cut(view.Extension, 255), view.StartedAt, view.RingingAt,
            view.AnsweredAt, view.BridgedAt, view.EndedAt, view.Outcome.ToString(),
            Text.Cut(view.Cause, 64), view.EndedBy.ToString(), Milliseconds(view.Talk), Milliseconds(view.Wait), Milliseconds(view.OnHold),
            view.Legs.Count, view.Transfers.Count, view.Recordings.Count, Flag(view.EndInferred),
            Flag(view.Recovered), Text.Cut(view.TakeoverId, 64), now,
        ];
        values.CopyTo(_records.Add());
    }

    public async Task WriteAsync(DbTransaction transaction, CancellationToken ct)
    {
        foreach (var insert in All()) await insert.RunAsync(transaction, ct);
    }

    /// <summary>Forgets rows of an attempt that failed before it wrote them.</summary>
    public void Clear()
    {
        foreach (var insert in All()) insert.Clear();
    }

    public void Dispose()
    {
        foreach (var insert in All()) insert.Dispose();
    }

    private BulkInsert[] All() => [_newCalls, _knownCalls, _newLegs, _knownLegs, _facts, _records];

    private static string AllOf((string Name, DbType)[] columns, params string[] except) =>
        string.Join(", ", columns.Select(static c => c.Name).Except(except).Select(static name => $"{name} = VALUES({name})"));

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;
}
