using Microsoft.Extensions.Logging;
using VoipControl.Core.Trunks;

namespace VoipControl.Pbx;

/// <summary>What the roles pbx (2000 on) and sip (2100 on) log. Ids 2000 to 2999; node and call are always named.</summary>
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

    [LoggerMessage(2100, LogLevel.Information, "No target is configured (Sip:Nodes, Sip:VirtualAddress, Sip:Trunks): role sip has nothing to do")]
    public static partial void SipIdle(ILogger logger);

    [LoggerMessage(2101, LogLevel.Information, "Role sip looks as {Observer} at {Targets} targets and runs {Canaries} canaries")]
    public static partial void SipStarted(ILogger logger, string observer, int targets, int canaries);

    [LoggerMessage(2102, LogLevel.Information, "Target {Target} ({Kind}) is up; it was {Before}")]
    public static partial void TargetUp(ILogger logger, string target, TargetKind kind, TargetState before);

    [LoggerMessage(2103, LogLevel.Warning, "Target {Target} ({Kind}) is {State}; it was {Before}: {Reason}")]
    public static partial void TargetNotUp(ILogger logger, string target, TargetKind kind, TargetState state, TargetState before, string reason);

    [LoggerMessage(2104, LogLevel.Error, "Target {Target}: a probe failed by a fault of our own")]
    public static partial void ProbeFailed(ILogger logger, string target, Exception error);

    [LoggerMessage(2110, LogLevel.Warning, "Canary {Canary} found {Faults}: {Detail}")]
    public static partial void CanaryBad(ILogger logger, string canary, string faults, string detail);

    [LoggerMessage(2111, LogLevel.Error, "Canary {Canary} raises alarm {Fault}: {Detail}")]
    public static partial void AlarmRaised(ILogger logger, string canary, CanaryFault fault, string detail);

    [LoggerMessage(2112, LogLevel.Error, "Canary {Canary}: a call failed by a fault of our own")]
    public static partial void CanaryFailed(ILogger logger, string canary, Exception error);

    [LoggerMessage(2113, LogLevel.Information, "Canary {Canary} clears alarm {Fault}")]
    public static partial void AlarmCleared(ILogger logger, string canary, CanaryFault fault);

    [LoggerMessage(2120, LogLevel.Warning, "Trunk states cannot be written to MySQL, qualifying goes on: {Reason}")]
    public static partial void StatesUnwritable(ILogger logger, string reason);

    [LoggerMessage(2121, LogLevel.Warning, "Changes and results wait for MySQL: {Reason}")]
    public static partial void HistoryWaits(ILogger logger, string reason);

    [LoggerMessage(2122, LogLevel.Information, "Changes and results are written to MySQL again; {Dropped} were dropped meanwhile")]
    public static partial void HistoryGoesOn(ILogger logger, long dropped);

    [LoggerMessage(2123, LogLevel.Error, "{Limit} changes and results wait for MySQL, more are not kept: the oldest are dropped")]
    public static partial void HistoryFull(ILogger logger, int limit);

    [LoggerMessage(2124, LogLevel.Error, "A change or result cannot be stored and is dropped: {Reason}")]
    public static partial void HistoryRefused(ILogger logger, string reason);

    [LoggerMessage(2125, LogLevel.Information, "{Rows} rows of trunk and canary history older than {Days} days were deleted")]
    public static partial void HistoryDeleted(ILogger logger, int rows, int days);

    [LoggerMessage(2126, LogLevel.Warning, "Old trunk and canary history cannot be deleted now: {Reason}")]
    public static partial void RetentionWaits(ILogger logger, string reason);

    [LoggerMessage(2127, LogLevel.Warning, "Another process writes trunk states as {Observer} too: each canary is called twice as often, and the states are those of whoever wrote last. Give each process with targets its own Sip:Observer, or only one of them the targets")]
    public static partial void ObserverShared(ILogger logger, string observer);

    [LoggerMessage(2130, LogLevel.Information, "Role sip takes canary calls that come back at {Address}, and tells {Advertised}")]
    public static partial void SipListens(ILogger logger, string address, string advertised);

    [LoggerMessage(2131, LogLevel.Error, "The SIP stack met a defect of its own")]
    public static partial void SipStackFailed(ILogger logger, Exception error);

    [LoggerMessage(2132, LogLevel.Information, "A call from {Caller} came in that no canary waits for; it is refused, as were {Calls} in all, of which one a minute is told")]
    public static partial void StrangeCall(ILogger logger, string caller, long calls);
}
