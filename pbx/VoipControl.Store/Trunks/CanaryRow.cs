using VoipControl.Core.Trunks;

namespace VoipControl.Store.Trunks;

/// <summary>A canary that an observer has in its configuration.</summary>
public sealed record CanaryRow
{
    public required string Observer { get; init; }

    /// <summary>Name of the target it runs through.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of that target.</summary>
    public required TargetKind Kind { get; init; }

    public string? Tenant { get; init; }
    public required CanaryMode Mode { get; init; }

    /// <summary>What it calls.</summary>
    public required string To { get; init; }

    /// <summary>When it runs next, UTC.</summary>
    public DateTime? NextAt { get; init; }

    public required DateTime UpdatedAt { get; init; }
}
