using VoipControl.Core.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>A trunk to a carrier, or a gateway.</summary>
public sealed class TrunkOptions : TargetOptions
{
    /// <summary>Trunk (default) or Gateway.</summary>
    public TargetKind Kind { get; set; } = TargetKind.Trunk;

    /// <summary>Tenant it belongs to, whose tokens may see it; empty: it belongs to the installation.</summary>
    public string Tenant { get; set; } = "";

    /// <inheritdoc/>
    internal override IEnumerable<string> Faults(string key)
    {
        foreach (var fault in base.Faults(key)) yield return fault;
        if (Kind is not (TargetKind.Trunk or TargetKind.Gateway)) yield return $"{key}:Kind must be Trunk or Gateway, not '{Kind}'";
        if (Tenant is null or { Length: > 64 } || Tenant.Any(char.IsControl)) yield return $"{key}:Tenant must be empty or have at most 64 characters and no control characters";
    }
}
