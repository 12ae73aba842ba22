namespace VoipControl.Host.Cli;

/// <summary>Everything the command line asks of the host, in one place, so that a test can stand in for it.</summary>
internal sealed record HostCalls
{
    /// <summary>Roles and configuration file; returns the exit code.</summary>
    public required Func<string, string?, CancellationToken, Task<int>> Run { get; init; }

    public required Func<string?, CancellationToken, Task<int>> Migrate { get; init; }

    public required Func<string, string?, int> CheckConfig { get; init; }

    public required Func<string?, IConfiguration> Load { get; init; }

    /// <summary>Name of each role and what it does.</summary>
    public required IReadOnlyList<(string Name, string Does)> Roles { get; init; }

    public static HostCalls Real { get; } = new()
    {
        Run = HostRunner.RunAsync,
        Migrate = HostRunner.MigrateAsync,
        CheckConfig = HostRunner.CheckConfig,
        Load = Settings.Load,
        Roles = [.. Role.All.Select(static r => (r.Name, r.Does))],
    };

    /// <summary>How MySQL is reached.</summary>
    /// <exception cref="ConfigurationException">It is not configured.</exception>
    public string ConnectionString(string? configFile) =>
        Load(configFile)["Database:ConnectionString"] is { Length: > 0 } text ? text
            : throw new ConfigurationException(["Database:ConnectionString must not be empty"]);

    /// <summary>The folder of the journal.</summary>
    public string JournalDirectory(string? configFile) =>
        Load(configFile)["Journal:Directory"] is { Length: > 0 } text ? text
            : throw new ConfigurationException(["Journal:Directory must not be empty (or name the folder with --directory)"]);
}
