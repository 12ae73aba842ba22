using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoipControl.Store.Calls;

namespace VoipControl.Pbx;

/// <summary>Ready while MySQL takes facts. While it is away calls are followed and journaled, so this degrades and does not fail.</summary>
internal sealed class StoreHealth(CallWriter writer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var lag = writer.Lag;
        var data = new Dictionary<string, object> { ["facts_behind"] = lag.Facts, ["bytes_behind"] = lag.Bytes };
        return Task.FromResult(lag.AwaySince is { } since
            ? HealthCheckResult.Degraded($"MySQL takes no facts since {since:yyyy-MM-ddTHH:mm:ssZ}: {lag.Reason}; {lag.Facts} wait in the journal", data: data)
            : HealthCheckResult.Healthy(data: data));
    }
}
