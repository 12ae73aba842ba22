using Microsoft.Extensions.Logging;

namespace VoipControl.Store;

/// <summary>Log messages of Store: ids 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Migration {Migration} runs on {Address}/{Database}")]
    public static partial void MigrationStarts(ILogger logger, string migration, string address, string database);

    [LoggerMessage(2001, LogLevel.Information, "Migration {Migration} is done")]
    public static partial void MigrationDone(ILogger logger, string migration);
}
