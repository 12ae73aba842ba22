using VoipControl.Core.Trunks;

namespace VoipControl.Web.Trunks;

/// <summary>A trunk, gateway, node or address, as each observer sees it.</summary>
internal sealed record TrunkView
{
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required TargetKind Kind { get; init; }

    public string? Tenant { get; init; }

    /// <summary>How each host that probes it sees it.</summary>
    public required IReadOnlyList<TrunkSight> Observers { get; init; }
}
