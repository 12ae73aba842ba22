using VoipControl.Core.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>One target as the role works with it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Uri">Where it is.</param>
/// <param name="Tenant">Whose it is; null for the installation's.</param>
/// <param name="Qualify">How it is qualified.</param>
/// <param name="Canary">Its canary; null for none.</param>
internal sealed record SipTarget(string Name, TargetKind Kind, string Uri, string? Tenant, QualifyOptions Qualify, CanaryOptions? Canary)
{
    public TimeSpan Interval => TimeSpan.FromSeconds(Qualify.IntervalSeconds);

    public TimeSpan Timeout => TimeSpan.FromMilliseconds(Qualify.TimeoutMilliseconds);

    public static IReadOnlyList<SipTarget> Of(SipOptions options) =>
    [
        .. options.Targets().Select(t => t.Target switch
        {
            TrunkOptions trunk => Of(trunk, trunk.Kind, trunk.Tenant.Length == 0 ? null : trunk.Tenant),
            var other => Of(other, other == options.VirtualAddress ? TargetKind.Address : TargetKind.Node, null),
        }),
    ];

    private static SipTarget Of(TargetOptions options, TargetKind kind, string? tenant) =>
        new(options.Name, kind, options.Uri, tenant, options.Qualify, options.Canary);
}
