namespace VoipControl.Core.Commands;

/// <summary>Click to call: dial the first party, then the second, and connect them.</summary>
public sealed record OriginateCall
{
    /// <summary>First party: an extension (`1001`), `trunk/number` or a dial string the configuration allows.</summary>
    public required string From { get; init; }

    /// <summary>Second party, dialled when the first has answered.</summary>
    public required string To { get; init; }

    /// <summary>Node to place the call on; the first connected one when null.</summary>
    public string? Node { get; init; }

    public string? Tenant { get; init; }

    /// <summary>Number shown to both parties.</summary>
    public string? CallerIdNumber { get; init; }

    /// <summary>Name shown to both parties.</summary>
    public string? CallerIdName { get; init; }

    /// <summary>How long each party may ring, 5 to 300 seconds; 30 when null.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Own channel variables, set as `vc_` plus the name; at most 32.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}
