using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoipControl.Pbx.Nodes;

namespace VoipControl.Pbx;

/// <summary>Ready when every node is connected and compared; degraded while one of them is: its calls are followed.</summary>
internal sealed class NodesHealth(IReadOnlyList<NodeSession> sessions) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var away = sessions.Select(static s => s.Status).Where(static s => s.State != NodeState.Connected).ToList();
        var reasons = string.Join("; ", away.Select(static s => $"node {s.Name} is {s.State.ToString().ToLowerInvariant()}: {s.Reason}"));
        return Task.FromResult(away.Count == 0 ? HealthCheckResult.Healthy()
            : away.Count < sessions.Count ? HealthCheckResult.Degraded(reasons) : HealthCheckResult.Unhealthy(reasons));
    }
}
