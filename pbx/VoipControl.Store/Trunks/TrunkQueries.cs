using Dapper;
using VoipControl.Core.Trunks;
using VoipControl.Store.MySql;
using VoipControl.Store.Queries;

namespace VoipControl.Store.Trunks;

/// <summary>Reads trunks, canaries and their histories for people and programs. Histories are paged by key, newest first.</summary>
public sealed class TrunkQueries(VoipDatabase database)
{
    private const string TargetColumns =
        "observer Observer, target Target, kind Kind, uri Uri, tenant Tenant, state State, reason Reason, since Since, last_probe_at LastProbeAt, last_status LastStatus, " +
        "round_trip_us RoundTripUs, smoothed_us SmoothedUs, min_us MinUs, max_us MaxUs, loss_percent LossPercent, probes Probes, penalty Penalty, updated_at UpdatedAt";

    private const string ResultColumns =
        "id Id, observer Observer, canary Canary, mode Mode, at At, faults Faults, detail Detail, status Status, set_up_ms SetUpMs, here_packets HerePackets, here_tone_hz HereToneHz, " +
        "here_loss HereLoss, here_gap_ms HereGapMs, there_packets TherePackets, there_tone_hz ThereToneHz, there_loss ThereLoss, there_gap_ms ThereGapMs";

    /// <summary>Targets by name and observer.</summary>
    /// <param name="tenant">Only this tenant's; null for all.</param>
    /// <param name="target">Only the target of this name; null for all.</param>
    /// <param name="ct">Ends the statement.</param>
    public async Task<IReadOnlyList<TargetRow>> ListTargetsAsync(string? tenant, string? target, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<TargetRead>(new CommandDefinition(
            $"SELECT {TargetColumns} FROM target_states{Where(tenant, "target", target)} ORDER BY target, observer", new { tenant, name = target }, cancellationToken: ct));
        return [.. rows.Select(static r => r.ToRow())];
    }

    /// <summary>State changes of a target, newest first.</summary>
    public async Task<Page<TargetChange>> ListChangesAsync(string target, PagePosition? after, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<ChangeRead>(new CommandDefinition(
            $"SELECT id Id, observer Observer, target Target, from_state FromState, to_state ToState, reason Reason, at At FROM target_changes WHERE target = @target{After(after)}",
            Values(after, limit, target), cancellationToken: ct));
        return Page([.. rows.Select(static r => r.ToChange())], limit, static c => new PagePosition(c.At, c.Id));
    }

    /// <summary>Canaries by name and observer, each with its last result, standing alarms and the last day's count.</summary>
    /// <param name="tenant">Only this tenant's; null for all.</param>
    /// <param name="name">Only the canary of this name; null for all.</param>
    /// <param name="dayAgo">Where the last day begins, UTC.</param>
    /// <param name="ct">Ends the statement.</param>
    public async Task<IReadOnlyList<CanarySummary>> ListCanariesAsync(string? tenant, string? name, DateTime dayAgo, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var canaries = (await connection.QueryAsync<CanaryRead>(new CommandDefinition(
            $"SELECT observer Observer, name Name, kind Kind, tenant Tenant, mode Mode, to_uri ToUri, next_at NextAt, updated_at UpdatedAt FROM canaries{Where(tenant, "name", name)} ORDER BY name, observer",
            new { tenant, name }, cancellationToken: ct))).ToList();
        if (canaries.Count == 0) return [];
        var alarms = (await connection.QueryAsync<AlarmRead>(new CommandDefinition(
            "SELECT id Id, observer Observer, canary Canary, fault Fault, detail Detail, raised_at RaisedAt, cleared_at ClearedAt FROM canary_alarms WHERE cleared_at IS NULL ORDER BY raised_at, id",
            cancellationToken: ct))).ToLookup(static a => (a.Observer, a.Canary));
        var found = new List<CanarySummary>();
        foreach (var canary in canaries)
        {
            var values = new { canary.Observer, canary.Name, dayAgo };
            var last = await connection.QuerySingleOrDefaultAsync<ResultRead>(new CommandDefinition(
                $"SELECT {ResultColumns} FROM canary_results WHERE observer = @Observer AND canary = @Name ORDER BY at DESC LIMIT 1", values, cancellationToken: ct));
            var (results, good) = await connection.QuerySingleAsync<(int, int)>(new CommandDefinition(
                "SELECT COUNT(*), CAST(COALESCE(SUM(good), 0) AS SIGNED) FROM canary_results WHERE observer = @Observer AND canary = @Name AND at >= @dayAgo", values, cancellationToken: ct));
            found.Add(new CanarySummary(canary.ToRow(), last?.ToResult(), [.. alarms[(canary.Observer, canary.Name)].Select(static a => a.ToAlarm())], results, good));
        }
        return found;
    }

    /// <summary>Results of a canary, newest first.</summary>
    public async Task<Page<CanaryResult>> ListResultsAsync(string canary, PagePosition? after, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<ResultRead>(new CommandDefinition(
            $"SELECT {ResultColumns} FROM canary_results WHERE canary = @target{After(after)}", Values(after, limit, canary), cancellationToken: ct));
        return Page([.. rows.Select(static r => r.ToResult())], limit, static r => new PagePosition(r.At, r.Id));
    }

    private static string Where(string? tenant, string nameColumn, string? name)
    {
        var conditions = new List<string>();
        if (tenant is not null) conditions.Add("tenant = @tenant");
        if (name is not null) conditions.Add($"{nameColumn} = @name");
        return conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);
    }

    private static string After(PagePosition? after) =>
        (after is null ? "" : " AND at <= @afterAt AND (at < @afterAt OR id < @afterId)") + " ORDER BY at DESC, id DESC LIMIT @limit";

    private static DynamicParameters Values(PagePosition? after, int limit, string target)
    {
        var values = new DynamicParameters(new { target, limit = limit + 1 });
        if (after is { } position)
        {
            values.Add("afterAt", position.At);
            values.Add("afterId", position.Id);
        }
        return values;
    }

    private static Page<T> Page<T>(List<T> rows, int limit, Func<T, PagePosition> position)
    {
        if (rows.Count <= limit) return new Page<T>(rows, null);
        rows.RemoveRange(limit, rows.Count - limit);
        return new Page<T>(rows, position(rows[^1]));
    }

    private static TimeSpan? OfMicroseconds(long? value) => value is { } us ? TimeSpan.FromTicks(us * TimeSpan.TicksPerMicrosecond) : null;

    private static TimeSpan? OfMilliseconds(long? value) => value is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    private sealed class TargetRead
    {
        public string Observer { get; set; } = "";
        public string Target { get; set; } = "";
        public TargetKind Kind { get; set; }
        public string Uri { get; set; } = "";
        public string? Tenant { get; set; }
        public TargetState State { get; set; }
        public string? Reason { get; set; }
        public DateTime Since { get; set; }
        public DateTime? LastProbeAt { get; set; }
        public int? LastStatus { get; set; }
        public long? RoundTripUs { get; set; }
        public long? SmoothedUs { get; set; }
        public long? MinUs { get; set; }
        public long? MaxUs { get; set; }
        public double LossPercent { get; set; }
        public int Probes { get; set; }
        public double Penalty { get; set; }
        public DateTime UpdatedAt { get; set; }

        public TargetRow ToRow() => new()
        {
            Observer = Observer,
            Target = Target,
            Kind = Kind,
            Uri = Uri,
            Tenant = Tenant,
            State = State,
            Reason = Reason,
            Since = Since,
            LastProbeAt = LastProbeAt,
            LastStatus = LastStatus,
            RoundTrip = OfMicroseconds(RoundTripUs),
            Smoothed = OfMicroseconds(SmoothedUs),
            Min = OfMicroseconds(MinUs),
            Max = OfMicroseconds(MaxUs),
            LossPercent = LossPercent,
            Probes = Probes,
            Penalty = Penalty,
            UpdatedAt = UpdatedAt,
        };
    }

    private sealed class ChangeRead
    {
        public Guid Id { get; set; }
        public string Observer { get; set; } = "";
        public string Target { get; set; } = "";
        public TargetState FromState { get; set; }
        public TargetState ToState { get; set; }
        public string? Reason { get; set; }
        public DateTime At { get; set; }

        public TargetChange ToChange() => new() { Id = Id, Observer = Observer, Target = Target, From = FromState, To = ToState, Reason = Reason, At = At };
    }

    private sealed class CanaryRead
    {
        public string Observer { get; set; } = "";
        public string Name { get; set; } = "";
        public TargetKind Kind { get; set; }
        public string? Tenant { get; set; }
        public CanaryMode Mode { get; set; }
        public string ToUri { get; set; } = "";
        public DateTime? NextAt { get; set; }
        public DateTime UpdatedAt { get; set; }

        public CanaryRow ToRow() => new() { Observer = Observer, Name = Name, Kind = Kind, Tenant = Tenant, Mode = Mode, To = ToUri, NextAt = NextAt, UpdatedAt = UpdatedAt };
    }

    private sealed class AlarmRead
    {
        public Guid Id { get; set; }
        public string Observer { get; set; } = "";
        public string Canary { get; set; } = "";
        public CanaryFault Fault { get; set; }
        public string Detail { get; set; } = "";
        public DateTime RaisedAt { get; set; }
        public DateTime? ClearedAt { get; set; }

        public CanaryAlarm ToAlarm() => new() { Id = Id, Observer = Observer, Canary = Canary, Fault = Fault, Detail = Detail, RaisedAt = RaisedAt, ClearedAt = ClearedAt };
    }

    private sealed class ResultRead
    {
        public Guid Id { get; set; }
        public string Observer { get; set; } = "";
        public string Canary { get; set; } = "";
        public CanaryMode Mode { get; set; }
        public DateTime At { get; set; }
        public string Faults { get; set; } = "";
        public string Detail { get; set; } = "";
        public int? Status { get; set; }
        public long? SetUpMs { get; set; }
        public long? HerePackets { get; set; }
        public double? HereToneHz { get; set; }
        public double? HereLoss { get; set; }
        public long? HereGapMs { get; set; }
        public long? TherePackets { get; set; }
        public double? ThereToneHz { get; set; }
        public double? ThereLoss { get; set; }
        public long? ThereGapMs { get; set; }

        public CanaryResult ToResult() => new()
        {
            Id = Id,
            Observer = Observer,
            Canary = Canary,
            Mode = Mode,
            At = At,
            Faults = [.. Faults.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static f => Enum.Parse<CanaryFault>(f))],
            Detail = Detail,
            Status = Status,
            SetUp = OfMilliseconds(SetUpMs),
            Here = Heard(HerePackets, HereToneHz, HereLoss, HereGapMs),
            There = Heard(TherePackets, ThereToneHz, ThereLoss, ThereGapMs),
        };

        private static HeardAudio? Heard(long? packets, double? tone, double? loss, long? gap) =>
            packets is { } count ? new HeardAudio(count, tone, loss ?? 0, OfMilliseconds(gap) ?? TimeSpan.Zero) : null;
    }
}
