using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using VoipControl.Store;
using VoipControl.Store.MySql;

namespace VoipControl.Host;

/// <summary>What every process has, whatever its roles: the database, health, metrics, the list of its roles.</summary>
internal static class Operations
{
    private static readonly string[] Meters =
        ["VoipControl.Pbx", "VoipControl.Sip", "VoipControl.Web", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    public static void TryAddShared(this IServiceCollection services, IConfiguration settings)
    {
        services.AddOptions<DatabaseOptions>().Bind(settings.GetSection("Database"), static o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DatabaseGate>();
        services.TryAddSingleton(static s => new VoipDatabase(s.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString));
        services.AddHealthChecks();
        services.AddProblemDetails();
        services.AddMetrics();
        services.TryAddSingleton<PrometheusText>();
        services.TryAddSingleton(static s => Sdk.CreateMeterProviderBuilder()
            .AddMeter(Meters)
            .AddReader(new BaseExportingMetricReader(s.GetRequiredService<PrometheusText>()))
            .Build());
    }

    public static void Map(WebApplication app, IReadOnlyList<Role> roles)
    {
        // Made now, so that it counts from the start and not from the first scrape.
        app.Services.GetRequiredService<MeterProvider>();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false, ResponseWriter = WriteHealthAsync });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = static c => c.Tags.Contains("ready"), ResponseWriter = WriteHealthAsync });
        app.MapGet("/metrics", static (PrometheusText metrics) => Results.Text(metrics.CollectText(), "text/plain; version=0.0.4; charset=utf-8")).ExcludeFromDescription();
        app.MapGet("/roles", () => Results.Json(new
        {
            version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            roles = roles.Select(static r => r.Name),
        })).ExcludeFromDescription();
    }

    /// <summary>The status, and for each check that is not well the reason in words.</summary>
    private static Task WriteHealthAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        var body = new
        {
            status = report.Status.ToString().ToLowerInvariant(),
            checks = report.Entries.ToDictionary(static e => e.Key, static e => new
            {
                status = e.Value.Status.ToString().ToLowerInvariant(),
                reason = e.Value.Description,
                details = e.Value.Data.Count == 0 ? null : e.Value.Data,
            }),
        };
        return http.Response.WriteAsync(JsonSerializer.Serialize(body, JsonSerializerOptions.Web), http.RequestAborted);
    }
}
