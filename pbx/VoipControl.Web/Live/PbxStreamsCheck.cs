using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VoipControl.Web.Live;

/// <summary>Ready check: is the live feed fed? A lost stream is told of and does not take this process out of service: lists and commands still work.</summary>
internal sealed class PbxStreamsCheck(LiveFeed feed) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var sources = feed.Sources;
        var lost = sources.Where(static s => !s.Connected).Select(static s => $"{string.Join(',', s.Nodes)}: {s.Reason}").ToList();
        if (lost.Count > 0) return Task.FromResult(HealthCheckResult.Degraded("No live stream of nodes " + string.Join("; ", lost)));
        return Task.FromResult(sources.Count == 0
            ? HealthCheckResult.Degraded("No pbx process is known yet.")
            : HealthCheckResult.Healthy($"{sources.Count} live streams."));
    }
}
