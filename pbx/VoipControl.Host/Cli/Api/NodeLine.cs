namespace VoipControl.Host.Cli.Api;

/// <summary>What the API tells of a node, as far as it is shown.</summary>
internal sealed record NodeLine
{
    public required string Name { get; init; }
    public required string State { get; init; }
    public string? StateReason { get; init; }
    public string? Version { get; init; }
    public int? Sessions { get; init; }
    public int? MaxSessions { get; init; }
    public int Zombies { get; init; }
    public DateTime? ConnectedAt { get; init; }
    public DateTime? LastHeartbeatAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public string? EventSocket { get; init; }
    public string? PbxUrl { get; init; }
}
