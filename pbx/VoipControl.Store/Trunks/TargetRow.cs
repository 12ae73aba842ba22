using VoipControl.Core.Trunks;

namespace VoipControl.Store.Trunks;

/// <summary>One target as one observer sees it.</summary>
public sealed record TargetRow
{
    /// <summary>Who looks: a host's name.</summary>
    public required string Observer { get; init; }

    /// <summary>The target's configured name.</summary>
    public required string Target { get; init; }

    public required TargetKind Kind { get; init; }

    /// <summary>Where it is probed.</summary>
    public required string Uri { get; init; }

    /// <summary>Whose trunk it is; null for all.</summary>
    public string? Tenant { get; init; }

    public required TargetState State { get; init; }

    /// <summary>Why it is not up, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when it is in that state, UTC.</summary>
    public required DateTime Since { get; init; }

    public DateTime? LastProbeAt { get; init; }

    /// <summary>Final status of the last probe; null when none came.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Round trip of the last answered probe.</summary>
    public TimeSpan? RoundTrip { get; init; }

    public TimeSpan? Smoothed { get; init; }
    public TimeSpan? Min { get; init; }
    public TimeSpan? Max { get; init; }

    /// <summary>Probes of the window without an answer, in percent.</summary>
    public double LossPercent { get; init; }

    /// <summary>Probes in the window.</summary>
    public int Probes { get; init; }

    /// <summary>Penalty of its flapping.</summary>
    public double Penalty { get; init; }

    /// <summary>When the row was written, UTC.</summary>
    public required DateTime UpdatedAt { get; init; }
}
