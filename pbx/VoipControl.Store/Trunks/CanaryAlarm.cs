using VoipControl.Core.Trunks;

namespace VoipControl.Store.Trunks;

/// <summary>An alarm of a canary, raised or cleared.</summary>
public sealed record CanaryAlarm
{
    public required Guid Id { get; init; }
    public required string Observer { get; init; }
    public required string Canary { get; init; }
    public required CanaryFault Fault { get; init; }

    /// <summary>The verdict that raised it, in words.</summary>
    public required string Detail { get; init; }

    /// <summary>When it was raised, UTC.</summary>
    public required DateTime RaisedAt { get; init; }

    /// <summary>When it was cleared, UTC; null while it stands.</summary>
    public DateTime? ClearedAt { get; init; }
}
