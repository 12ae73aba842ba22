namespace VoipControl.Host;

/// <summary>Where settings come from: a JSON file, then environment variables `VOIPCONTROL__Section__Key`, which win.</summary>
internal static class Settings
{
    public const string EnvironmentPrefix = "VOIPCONTROL__";

    /// <summary>Names the file when no option does.</summary>
    public const string FileVariable = "VOIPCONTROL_CONFIG";

    /// <summary>Read when neither an option nor the environment names a file, if it is there.</summary>
    public const string DefaultFile = "/etc/voipcontrol/voipcontrol.json";

    /// <summary>Loads the configuration.</summary>
    /// <exception cref="ConfigurationException">The file is missing or not JSON.</exception>
    public static IConfigurationRoot Load(string? configFile)
    {
        var named = configFile ?? Environment.GetEnvironmentVariable(FileVariable);
        var builder = new ConfigurationBuilder();
        if (named is not null && !File.Exists(named)) throw new ConfigurationException([$"file '{named}' does not exist (--config or {FileVariable})"]);
        if ((named ?? DefaultFile) is var file && File.Exists(file)) builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        builder.AddEnvironmentVariables(EnvironmentPrefix);
        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new ConfigurationException([$"file '{named ?? DefaultFile}' cannot be read: {e.InnerException?.Message ?? e.Message}"]);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ConfigurationException([$"file '{named ?? DefaultFile}' may not be read: {e.Message}"]);
        }
    }
}
