namespace VoipControl.Pbx.Nodes;

/// <summary>How a session stands with its switch.</summary>
public enum NodeState : byte
{
    /// <summary>No connection; the next attempt is under way or waits.</summary>
    Disconnected = 1,

    /// <summary>The switch refused the password or our address: a person has to act.</summary>
    Refused = 2,

    /// <summary>Connected; the first compare of its channels is not done yet.</summary>
    Syncing = 3,

    /// <summary>Connected, and its calls are known.</summary>
    Connected = 4,
}

/// <summary>A node as its session sees it at one moment.</summary>
internal sealed record NodeStatus
{
    public required string Name { get; init; }
    public required NodeState State { get; init; }

    /// <summary>Why it is not connected, in words for people.</summary>
    public string? Reason { get; init; }

    /// <summary>The switch process: new at every start of the switch.</summary>
    public Guid? Core { get; init; }

    public string? Version { get; init; }
    public int? Sessions { get; init; }
    public int? MaxSessions { get; init; }

    /// <summary>Channels that the switch lists and does not have.</summary>
    public int Zombies { get; init; }

    public DateTime? ConnectedAt { get; init; }
    public DateTime? LastHeartbeatAt { get; init; }
}
