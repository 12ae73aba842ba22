using System.Text.Json;
using Dapper;
using VoipControl.Core.Calls;
using VoipControl.Store.MySql;

namespace VoipControl.IntegrationTests.Web;

/// <summary>Calls as the pbx role stores them.</summary>
internal static class SampleCalls
{
    public static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    public static CallView Call(
        string caller = "1001", string callee = "1002", string tenant = "default", string node = "fs1", DateTime? at = null,
        CallState state = CallState.Talking, Direction direction = Direction.Internal, Guid? id = null) => new()
        {
            Id = new CallId(id ?? Guid.NewGuid()),
            Tenant = tenant,
            Node = node,
            State = state,
            Direction = direction,
            Caller = new Party(caller, "Ärzte \"Taxi\" 🚕"),
            Callee = new Party(callee),
            StartedAt = at ?? Noon,
            EndedAt = state == CallState.Ended ? (at ?? Noon).AddSeconds(90) : null,
            Outcome = state == CallState.Ended ? Outcome.Answered : null,
            Talk = TimeSpan.FromSeconds(12.345),
            Wait = TimeSpan.FromSeconds(2),
            OnHold = TimeSpan.Zero,
            Legs = [],
            Holds = [],
            Transfers = [],
            Recordings = [],
            RelatedLegs = [],
        };

    public static async Task<CallView> StoreAsync(VoipDatabase database, CallView call)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO calls (id, tenant, purpose, node, state, live, direction, caller_number, callee_number, started_at, ended_at, revision, view)
            VALUES (@Id, @Tenant, @Purpose, @Node, @State, @Live, @Direction, @Caller, @Callee, @StartedAt, @EndedAt, 1, @View)
            """,
            new
            {
                call.Id,
                call.Tenant,
                Purpose = call.Purpose.ToString(),
                call.Node,
                State = call.State.ToString(),
                Live = call.State != CallState.Ended,
                Direction = call.Direction.ToString(),
                Caller = call.Caller.Number,
                Callee = call.Callee.Number,
                call.StartedAt,
                call.EndedAt,
                View = JsonSerializer.Serialize(call, CallJson.Default.CallView),
            });
        return call;
    }

    public static async Task StoreFactAsync(VoipDatabase database, CallId call, LegFact fact)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "INSERT INTO call_facts (call_id, leg_id, at, sequence, core_id, kind, fact) VALUES (@call, @Leg, @At, @Sequence, @Core, @kind, @json)",
            new { call, fact.Leg, fact.At, fact.Sequence, fact.Core, kind = (byte)fact.Kind, json = JsonSerializer.Serialize(fact, CallJson.Default.LegFact) });
    }

    public static async Task StoreRecordAsync(VoipDatabase database, CallView call, Outcome outcome = Outcome.Answered)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO call_records (call_id, tenant, purpose, node, direction, caller_number, caller_name, callee_number, started_at, answered_at, ended_at,
              outcome, cause, ended_by, talk_ms, wait_ms, hold_ms, leg_count, transfer_count, recording_count, end_inferred, recovered, stored_at)
            VALUES (@Id, @Tenant, @Purpose, @Node, @Direction, @Caller, @CallerName, @Callee, @StartedAt, @StartedAt, @EndedAt,
              @Outcome, 'NORMAL_CLEARING', 'Caller', 12345, 2000, 0, 2, 1, 0, 1, 0, @EndedAt)
            """,
            new
            {
                call.Id,
                call.Tenant,
                Purpose = call.Purpose.ToString(),
                call.Node,
                Direction = call.Direction.ToString(),
                Caller = call.Caller.Number,
                CallerName = call.Caller.Name,
                Callee = call.Callee.Number,
                call.StartedAt,
                EndedAt = call.EndedAt ?? call.StartedAt.AddSeconds(90),
                Outcome = outcome.ToString(),
            });
    }
}
