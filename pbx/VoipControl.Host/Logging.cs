using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace VoipControl.Host;

/// <summary>Structured logging by Serilog: to the console, and to whatever section `Serilog` of the configuration adds.</summary>
internal static class Logging
{
    private const string Template = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level:u3} {Message:lj} {Properties:j}{NewLine}{Exception}";

    public static Logger Create(IConfiguration settings)
    {
        try
        {
            return Configured(settings).CreateLogger();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new ConfigurationException([$"Serilog: {e.Message}"]);
        }
    }

    private static LoggerConfiguration Configured(IConfiguration settings)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            // Said once by whoever noticed; a warning at every poll of /health/ready would bury it.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .Enrich.With(new UtcTime())
            .Enrich.FromLogContext()
            .Enrich.With(new SingleLineText())
            .ReadFrom.Configuration(settings);
        if (!settings.GetSection("Serilog:WriteTo").Exists())
            logger.WriteTo.Async(a => a.Console(outputTemplate: Template.Replace("{Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ}", "{UtcTime}", StringComparison.Ordinal),
                formatProvider: CultureInfo.InvariantCulture));
        return logger;
    }

    /// <summary>Serilog stamps events with the local offset; VoipControl's times are UTC everywhere.</summary>
    private sealed class UtcTime : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.AddOrUpdateProperty(
            propertyFactory.CreateProperty("UtcTime", logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
    }
}
