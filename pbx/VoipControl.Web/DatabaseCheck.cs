using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoipControl.Store.MySql;

namespace VoipControl.Web;

/// <summary>Ready check: does the database answer?</summary>
internal sealed class DatabaseCheck(VoipDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            await connection.ExecuteScalarAsync<int>(new CommandDefinition("SELECT 1", commandTimeout: 2, cancellationToken: cancellationToken));
            return HealthCheckResult.Healthy($"The database at {database.Address} answers.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"The database at {database.Address} does not answer: {e.Message}");
        }
    }
}
