using Microsoft.Extensions.Logging;

namespace VoipControl.Web;

/// <summary>Log lines of role web: ids 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "Request {Method} {Route} failed")]
    public static partial void RequestFailed(ILogger logger, Exception error, string method, string route);

    [LoggerMessage(5002, LogLevel.Warning, "Request {Method} {Route} was not served: the database is away ({Reason})")]
    public static partial void DatabaseAway(ILogger logger, string method, string route, string reason);

    [LoggerMessage(5003, LogLevel.Warning, "Tokens are checked from memory: the database is away ({Reason})")]
    public static partial void TokensFromMemory(ILogger logger, string reason);

    [LoggerMessage(5010, LogLevel.Information, "Live stream of {PbxUrl} (nodes {Nodes}) is complete with {Calls} calls")]
    public static partial void StreamComplete(ILogger logger, string pbxUrl, string nodes, int calls);

    [LoggerMessage(5011, LogLevel.Warning, "Live stream of {PbxUrl} (nodes {Nodes}) was lost: {Reason}")]
    public static partial void StreamLost(ILogger logger, string pbxUrl, string nodes, string reason);

    [LoggerMessage(5012, LogLevel.Warning, "The nodes table could not be read, known nodes are kept: {Reason}")]
    public static partial void NodesNotRead(ILogger logger, string reason);

    [LoggerMessage(5013, LogLevel.Warning, "Node {Node} has no usable pbx_url and gets no stream: {PbxUrl}")]
    public static partial void BadPbxUrl(ILogger logger, string node, string pbxUrl);

    [LoggerMessage(5020, LogLevel.Information, "A client of the live feed (token {TokenId}) was cut off: {Reason}")]
    public static partial void LiveCutOff(ILogger logger, Guid tokenId, string reason);

    [LoggerMessage(5030, LogLevel.Information, "Command {Command} for call {CallId} on node {Node} by token {TokenId}: {Outcome}")]
    public static partial void Commanded(ILogger logger, string command, string callId, string node, Guid tokenId, string outcome);

    [LoggerMessage(5031, LogLevel.Warning, "The pbx process at {PbxUrl} answered {Status} to a command, which is no part of the contract")]
    public static partial void StrangeAnswer(ILogger logger, string pbxUrl, int status);
}
