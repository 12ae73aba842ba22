namespace VoipControl.Store.Stores;

/// <summary>One switch as the pbx process that drives it last described it. Texts longer than their column are cut when stored.</summary>
public sealed record NodeRow
{
    /// <summary>The node's configured name, at most 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>State name, at most 16 characters.</summary>
    public required string State { get; init; }

    /// <summary>Why it is in that state, for people.</summary>
    public string? StateReason { get; init; }

    /// <summary>Core-UUID of the running switch process; null before the first connect.</summary>
    public Guid? CoreId { get; init; }

    /// <summary>The switch's version text.</summary>
    public string? Version { get; init; }

    /// <summary>Host and port of its event socket.</summary>
    public required string EventSocket { get; init; }

    /// <summary>Where the pbx process that drives it takes commands.</summary>
    public required string PbxUrl { get; init; }

    public int? Sessions { get; init; }
    public int? MaxSessions { get; init; }

    /// <summary>Channels the switch lists but no longer answers for.</summary>
    public int Zombies { get; init; }

    public DateTime? ConnectedAt { get; init; }
    public DateTime? LastHeartbeatAt { get; init; }

    /// <summary>When the row was written, UTC.</summary>
    public required DateTime UpdatedAt { get; init; }
}
