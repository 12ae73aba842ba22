using VoipControl.Core.Trunks;
using VoipControl.Store.Trunks;

namespace VoipControl.Web.Trunks;

/// <summary>A canary of one host.</summary>
internal sealed record CanaryView
{
    /// <summary>Name of the target it runs through.</summary>
    public required string Name { get; init; }

    /// <summary>The host that places its calls.</summary>
    public required string Observer { get; init; }

    /// <summary>What its target is.</summary>
    public required TargetKind Kind { get; init; }

    public string? Tenant { get; init; }

    /// <summary>What the far end does: Loop and Echo prove both directions, Tone only the one towards us.</summary>
    public required CanaryMode Mode { get; init; }

    /// <summary>Its newest result; absent before the first.</summary>
    public CanaryResultView? Last { get; init; }

    /// <summary>Alarms that stand, oldest first.</summary>
    public required IReadOnlyList<CanaryAlarmView> Alarms { get; init; }

    /// <summary>Calls of the last 24 hours.</summary>
    public required int Calls { get; init; }

    /// <summary>Share of them that were well, 0 to 1; absent when there were none.</summary>
    public double? SuccessRatio { get; init; }

    /// <summary>When it runs next.</summary>
    public DateTime? NextAt { get; init; }

    /// <summary>Its host has not reported for a while: what is shown is as last known.</summary>
    public required bool Stale { get; init; }

    /// <summary>What it calls; only for tokens of scope admin.</summary>
    public string? Calling { get; init; }

    public static CanaryView Of(CanarySummary summary, bool withAddresses, DateTime now) => new()
    {
        Name = summary.Canary.Name,
        Observer = summary.Canary.Observer,
        Kind = summary.Canary.Kind,
        Tenant = summary.Canary.Tenant,
        Mode = summary.Canary.Mode,
        Last = summary.Last is { } last ? CanaryResultView.Of(last) : null,
        Alarms = [.. summary.Alarms.Select(static a => new CanaryAlarmView(a.Fault, a.RaisedAt, a.Detail))],
        Calls = summary.Results,
        SuccessRatio = summary.Results == 0 ? null : Math.Round((double)summary.Good / summary.Results, 3),
        NextAt = summary.Canary.NextAt,
        Stale = now - summary.Canary.UpdatedAt > TrunkSight.Stale,
        Calling = withAddresses ? summary.Canary.To : null,
    };
}
