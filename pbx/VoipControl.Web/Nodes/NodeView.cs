using VoipControl.Store.Stores;

namespace VoipControl.Web.Nodes;

/// <summary>One switch, as the pbx process that drives it last described it.</summary>
internal sealed record NodeView
{
    public required string Name { get; init; }

    /// <summary>disconnected, refused, syncing or connected; unknown when its pbx process does not report.</summary>
    public required string State { get; init; }

    /// <summary>Why it is in that state.</summary>
    public string? StateReason { get; init; }

    /// <summary>Id of the running switch process; new at every start of the switch.</summary>
    public Guid? CoreId { get; init; }

    /// <summary>The switch's version.</summary>
    public string? Version { get; init; }

    /// <summary>Channels now.</summary>
    public int? Sessions { get; init; }

    /// <summary>Most channels it accepts.</summary>
    public int? MaxSessions { get; init; }

    /// <summary>Channels it lists but no longer answers for.</summary>
    public int Zombies { get; init; }

    public DateTime? ConnectedAt { get; init; }
    public DateTime? LastHeartbeatAt { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTime UpdatedAt { get; init; }

    /// <summary>Address of its event socket; only for tokens of scope admin.</summary>
    public string? EventSocket { get; init; }

    /// <summary>Address of its pbx process; only for tokens of scope admin.</summary>
    public string? PbxUrl { get; init; }

    /// <summary>A pbx process writes its nodes each second; a row this old says nothing of now.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(15);

    public static NodeView Of(NodeRow row, bool withAddresses, DateTime now) => new()
    {
        Name = row.Name,
        State = now - row.UpdatedAt > Stale ? "unknown" : row.State,
        StateReason = now - row.UpdatedAt > Stale ? $"its pbx process has not written since {row.UpdatedAt:yyyy-MM-ddTHH:mm:ssZ}" : row.StateReason,
        CoreId = row.CoreId,
        Version = row.Version,
        Sessions = row.Sessions,
        MaxSessions = row.MaxSessions,
        Zombies = row.Zombies,
        ConnectedAt = row.ConnectedAt,
        LastHeartbeatAt = row.LastHeartbeatAt,
        UpdatedAt = row.UpdatedAt,
        EventSocket = withAddresses ? row.EventSocket : null,
        PbxUrl = withAddresses ? row.PbxUrl : null,
    };
}
