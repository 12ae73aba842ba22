using VoipControl.Core.Trunks;

namespace VoipControl.Store.Trunks;

/// <summary>A target changed its state, seen from one observer.</summary>
public sealed record TargetChange
{
    public required Guid Id { get; init; }
    public required string Observer { get; init; }
    public required string Target { get; init; }
    public required TargetState From { get; init; }
    public required TargetState To { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }
}
