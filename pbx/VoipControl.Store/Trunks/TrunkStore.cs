using Dapper;
using VoipControl.Core.Trunks;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Trunks;

/// <summary>
/// What role sip writes. Everything may be written twice: states by their key, histories by an id of ours, an alarm by the
/// fact that it stands.
/// </summary>
public sealed class TrunkStore(VoipDatabase database)
{
    /// <summary>Rows that one statement of the retention deletes: short locks, a short undo log.</summary>
    private const int RetentionBatch = 500;

    /// <summary>Writes the states of an observer's targets anew.</summary>
    public async Task SaveStatesAsync(IReadOnlyList<TargetRow> targets, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Count == 0) return;
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO target_states (observer, target, kind, uri, tenant, state, reason, since, last_probe_at, last_status, round_trip_us,
              smoothed_us, min_us, max_us, loss_percent, probes, penalty, updated_at)
            VALUES (@Observer, @Target, @Kind, @Uri, @Tenant, @State, @Reason, @Since, @LastProbeAt, @LastStatus, @RoundTrip,
              @Smoothed, @Min, @Max, @LossPercent, @Probes, @Penalty, @UpdatedAt)
            ON DUPLICATE KEY UPDATE kind = VALUES(kind), uri = VALUES(uri), tenant = VALUES(tenant), state = VALUES(state), reason = VALUES(reason),
              since = VALUES(since), last_probe_at = VALUES(last_probe_at), last_status = VALUES(last_status), round_trip_us = VALUES(round_trip_us),
              smoothed_us = VALUES(smoothed_us), min_us = VALUES(min_us), max_us = VALUES(max_us), loss_percent = VALUES(loss_percent),
              probes = VALUES(probes), penalty = VALUES(penalty), updated_at = VALUES(updated_at)
            """,
            targets.Select(static t => new
            {
                t.Observer,
                t.Target,
                Kind = t.Kind.ToString(),
                Uri = Text.Cut(t.Uri, 255),
                t.Tenant,
                State = t.State.ToString(),
                Reason = Text.Cut(t.Reason, 500),
                t.Since,
                t.LastProbeAt,
                t.LastStatus,
                RoundTrip = Microseconds(t.RoundTrip),
                Smoothed = Microseconds(t.Smoothed),
                Min = Microseconds(t.Min),
                Max = Microseconds(t.Max),
                t.LossPercent,
                t.Probes,
                t.Penalty,
                t.UpdatedAt,
            }), cancellationToken: ct));
    }

    /// <summary>When an observer's states were last written, UTC; null when there are none.</summary>
    public async Task<DateTime?> LastWrittenAsync(string observer, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<DateTime?>(new CommandDefinition(
            "SELECT updated_at FROM target_states WHERE observer = @observer ORDER BY updated_at DESC LIMIT 1", new { observer }, cancellationToken: ct));
    }

    /// <summary>Writes an observer's canaries anew.</summary>
    public async Task SaveCanariesAsync(IReadOnlyList<CanaryRow> canaries, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(canaries);
        if (canaries.Count == 0) return;
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO canaries (observer, name, kind, tenant, mode, to_uri, next_at, updated_at)
            VALUES (@Observer, @Name, @Kind, @Tenant, @Mode, @To, @NextAt, @UpdatedAt)
            ON DUPLICATE KEY UPDATE kind = VALUES(kind), tenant = VALUES(tenant), mode = VALUES(mode), to_uri = VALUES(to_uri),
              next_at = VALUES(next_at), updated_at = VALUES(updated_at)
            """,
            canaries.Select(static c => new { c.Observer, c.Name, Kind = c.Kind.ToString(), c.Tenant, Mode = c.Mode.ToString(), To = Text.Cut(c.To, 255), c.NextAt, c.UpdatedAt }),
            cancellationToken: ct));
    }

    /// <summary>
    /// Forgets what an observer no longer has in its configuration: states and canaries go, alarms of gone canaries are
    /// cleared. Histories stay until their time.
    /// </summary>
    public async Task KeepOnlyAsync(string observer, IReadOnlyCollection<string> targets, IReadOnlyCollection<string> canaries, DateTime now, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        // An empty list is no SQL; no name is empty.
        var values = new { observer, targets = targets.Append(""), canaries = canaries.Append(""), now };
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM target_states WHERE observer = @observer AND target NOT IN @targets", values, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM canaries WHERE observer = @observer AND name NOT IN @canaries", values, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE canary_alarms SET cleared_at = @now WHERE observer = @observer AND canary NOT IN @canaries AND cleared_at IS NULL", values, cancellationToken: ct));
    }

    /// <summary>Adds a state change to the history.</summary>
    public async Task AddAsync(TargetChange change, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(change);
        await ExecuteAsync(
            """
            INSERT INTO target_changes (id, observer, target, from_state, to_state, reason, at)
            VALUES (@Id, @Observer, @Target, @From, @To, @Reason, @At) ON DUPLICATE KEY UPDATE id = VALUES(id)
            """,
            new { change.Id, change.Observer, change.Target, From = change.From.ToString(), To = change.To.ToString(), Reason = Text.Cut(change.Reason, 500), change.At }, ct);
    }

    /// <summary>Adds a canary's result to the history.</summary>
    public async Task AddAsync(CanaryResult result, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(result);
        await ExecuteAsync(
            """
            INSERT INTO canary_results (id, observer, canary, mode, at, good, faults, detail, status, set_up_ms, here_packets, here_tone_hz, here_loss,
              here_gap_ms, there_packets, there_tone_hz, there_loss, there_gap_ms)
            VALUES (@Id, @Observer, @Canary, @Mode, @At, @Good, @Faults, @Detail, @Status, @SetUp, @HerePackets, @HereTone, @HereLoss,
              @HereGap, @TherePackets, @ThereTone, @ThereLoss, @ThereGap) ON DUPLICATE KEY UPDATE id = VALUES(id)
            """,
            new
            {
                result.Id,
                result.Observer,
                result.Canary,
                Mode = result.Mode.ToString(),
                result.At,
                Good = result.Faults.Count == 0,
                Faults = string.Join(',', result.Faults),
                Detail = Text.Cut(result.Detail, 500),
                result.Status,
                SetUp = (long?)result.SetUp?.TotalMilliseconds,
                HerePackets = result.Here?.Packets,
                HereTone = result.Here?.ToneHz,
                HereLoss = result.Here?.LossPercent,
                HereGap = (long?)result.Here?.LargestGap.TotalMilliseconds,
                TherePackets = result.There?.Packets,
                ThereTone = result.There?.ToneHz,
                ThereLoss = result.There?.LossPercent,
                ThereGap = (long?)result.There?.LargestGap.TotalMilliseconds,
            }, ct);
    }

    /// <summary>Raises an alarm unless it stands already.</summary>
    public async Task RaiseAsync(CanaryAlarm alarm, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        await ExecuteAsync(
            """
            INSERT INTO canary_alarms (id, observer, canary, fault, detail, raised_at)
            SELECT @Id, @Observer, @Canary, @Fault, @Detail, @RaisedAt FROM DUAL WHERE NOT EXISTS
              (SELECT 1 FROM canary_alarms s WHERE s.observer = @Observer AND s.canary = @Canary AND s.fault = @Fault AND (s.cleared_at IS NULL OR s.id = @Id))
            """,
            new { alarm.Id, alarm.Observer, alarm.Canary, Fault = alarm.Fault.ToString(), Detail = Text.Cut(alarm.Detail, 500), alarm.RaisedAt }, ct);
    }

    /// <summary>Clears an alarm if it stands.</summary>
    public Task ClearAsync(string observer, string canary, CanaryFault fault, DateTime at, CancellationToken ct) => ExecuteAsync(
        "UPDATE canary_alarms SET cleared_at = @at WHERE observer = @observer AND canary = @canary AND fault = @fault AND cleared_at IS NULL AND raised_at <= @at",
        new { observer, canary, fault = fault.ToString(), at }, ct);

    /// <summary>Deletes history from before a time, in small batches. Returns how many rows went.</summary>
    public async Task<int> DeleteBeforeAsync(DateTime before, CancellationToken ct)
    {
        var deleted = 0;
        await using var connection = await database.OpenAsync(ct);
        foreach (var sql in new[]
        {
            "DELETE FROM target_changes WHERE at < @before LIMIT @batch",
            "DELETE FROM canary_results WHERE at < @before LIMIT @batch",
            "DELETE FROM canary_alarms WHERE cleared_at < @before LIMIT @batch",
            // Of observers that are no more; one that looks writes its rows every few seconds.
            "DELETE FROM target_states WHERE updated_at < @before LIMIT @batch",
            "DELETE FROM canaries WHERE updated_at < @before LIMIT @batch",
        })
        {
            int rows;
            do
            {
                ct.ThrowIfCancellationRequested();
                rows = await connection.ExecuteAsync(new CommandDefinition(sql, new { before, batch = RetentionBatch }, cancellationToken: ct));
                deleted += rows;
            }
            while (rows == RetentionBatch);
        }
        return deleted;
    }

    private async Task ExecuteAsync(string sql, object values, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, values, cancellationToken: ct));
    }

    private static long? Microseconds(TimeSpan? span) => span?.Ticks / TimeSpan.TicksPerMicrosecond;
}
