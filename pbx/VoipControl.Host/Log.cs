namespace VoipControl.Host;

/// <summary>What the host itself logs. Ids 9000 to 9999.</summary>
internal static partial class Log
{
    [LoggerMessage(9000, LogLevel.Information, "VoipControl is up at {Urls}")]
    public static partial void Started(Microsoft.Extensions.Logging.ILogger logger, string urls);

    [LoggerMessage(9001, LogLevel.Information, "VoipControl has stopped as asked")]
    public static partial void Stopped(Microsoft.Extensions.Logging.ILogger logger);

    [LoggerMessage(9002, LogLevel.Critical, "VoipControl stops: a part of it crashed")]
    public static partial void Crashed(Microsoft.Extensions.Logging.ILogger logger, Exception exception);

    [LoggerMessage(9003, LogLevel.Warning, "The database schema cannot be checked yet and is tried again until it can: {Reason}")]
    public static partial void SchemaWaits(Microsoft.Extensions.Logging.ILogger logger, string reason);

    [LoggerMessage(9004, LogLevel.Information, "The database schema is up to date")]
    public static partial void SchemaReady(Microsoft.Extensions.Logging.ILogger logger);
}
