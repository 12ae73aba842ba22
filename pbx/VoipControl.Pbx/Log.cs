using Microsoft.Extensions.Logging;

namespace VoipControl.Pbx;

/// <summary>What the pbx role logs. Ids 2000 to 2999; node and call are always named.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Node {Node} is connected, core {Core}")]
    public static partial void NodeConnected(ILogger logger, string node, Guid core);

    [LoggerMessage(2001, LogLevel.Warning, "Node {Node} is not connected: {Reason}")]
    public static partial void NodeLost(ILogger logger, string node, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "Node {Node} sent an event that cannot be used: {Problem}")]
    public static partial void EventRefused(ILogger logger, string node, string problem);

    [LoggerMessage(2003, LogLevel.Information, "Node {Node} compared ({Reason}): {Seen} channels, {Ended} ended unseen, {Zombies} zombies")]
    public static partial void Compared(ILogger logger, string node, string reason, int seen, int ended, int zombies);

    [LoggerMessage(2004, LogLevel.Warning, "Node {Node} has a channel whose id is no UUID and which is not followed: {Channel}")]
    public static partial void ForeignChannel(ILogger logger, string node, string channel);

    [LoggerMessage(2005, LogLevel.Error, "Node {Node} has been away for {Seconds} seconds: the end of {Legs} legs is inferred")]
    public static partial void DeclaredDead(ILogger logger, string node, int seconds, int legs);

    [LoggerMessage(2010, LogLevel.Warning, "Node {Node}: record files cannot be read from {Directory}: {Reason}")]
    public static partial void CdrDirectoryUnreadable(ILogger logger, string node, string directory, string reason);

    [LoggerMessage(2011, LogLevel.Error, "Node {Node}: record file {File} cannot be used and was renamed to *.rejected: {Reason}")]
    public static partial void CdrFileRejected(ILogger logger, string node, string file, string reason);

    [LoggerMessage(2012, LogLevel.Information, "Node {Node}: {Count} ends of legs were read from record files")]
    public static partial void CdrFilesRead(ILogger logger, string node, int count);

    [LoggerMessage(2020, LogLevel.Information, "Call {Call} on node {Node}: {Command} answered {Reply}")]
    public static partial void CommandDone(ILogger logger, Guid call, string node, string command, string reply);

    [LoggerMessage(2021, LogLevel.Warning, "Call {Call} on node {Node}: {Command} failed: {Reason}")]
    public static partial void CommandFailed(ILogger logger, Guid call, string node, string command, string reason);

    [LoggerMessage(2030, LogLevel.Information, "Restored {Facts} facts of live calls from {Source}")]
    public static partial void Restored(ILogger logger, int facts, string source);

    [LoggerMessage(2031, LogLevel.Warning, "Live calls cannot be read from MySQL yet, calls go on without: {Reason}")]
    public static partial void RestoreWaits(ILogger logger, string reason);

    [LoggerMessage(2032, LogLevel.Warning, "Node states cannot be written to MySQL: {Reason}")]
    public static partial void NodeTableUnwritable(ILogger logger, string reason);
}
