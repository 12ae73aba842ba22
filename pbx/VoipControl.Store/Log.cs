using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;

namespace VoipControl.Store;

/// <summary>Log messages of Store: ids 1000 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Migration {Migration} runs on {Address}/{Database}")]
    public static partial void MigrationStarts(ILogger logger, string migration, string address, string database);

    [LoggerMessage(1001, LogLevel.Information, "Migration {Migration} is done")]
    public static partial void MigrationDone(ILogger logger, string migration);

    [LoggerMessage(1010, LogLevel.Information, "Journal {Directory} ({JournalId}) opened: positions {First} to {End} in {Segments} segments")]
    public static partial void JournalOpened(ILogger logger, string directory, Guid journalId, long first, long end, int segments);

    [LoggerMessage(1011, LogLevel.Warning, "{Segment} ended in {Bytes} bytes that were not durable; cut off at {Offset} and kept in {Kept}")]
    public static partial void JournalTailCut(ILogger logger, string segment, int bytes, long offset, string kept);

    [LoggerMessage(1012, LogLevel.Critical, "Journal {Directory} failed after position {Position}")]
    public static partial void JournalFailed(ILogger logger, string directory, long position, Exception error);

    [LoggerMessage(1013, LogLevel.Error, "A fact of node {Node}, leg {Leg}, kind {Kind}, is too large for the journal; see {Rejected}")]
    public static partial void FactTooLarge(ILogger logger, string node, LegId leg, FactKind kind, string rejected);

    [LoggerMessage(1014, LogLevel.Error, "Journal {Directory} has no facts from position {From} to {To}: they are gone, unless they were stored before")]
    public static partial void JournalGap(ILogger logger, string directory, long from, long to);

    [LoggerMessage(1015, LogLevel.Error, "MySQL has the facts of journal {Directory} up to position {Cursor}, but the journal ends at {End}; all its facts are stored again, which changes nothing that is right")]
    public static partial void JournalEndsEarly(ILogger logger, string directory, long cursor, long end);

    [LoggerMessage(1020, LogLevel.Error, "MySQL at {Address} does not take facts; the journal keeps them and they are written when it does")]
    public static partial void MySqlAway(ILogger logger, string address, Exception error);

    [LoggerMessage(1021, LogLevel.Information, "MySQL at {Address} takes facts again after {Away}; {Bytes} bytes wait")]
    public static partial void MySqlBack(ILogger logger, string address, TimeSpan away, long bytes);

    [LoggerMessage(1022, LogLevel.Error, "The fact at journal position {Position} cannot be stored ({Reason}); it is kept in {Rejected}")]
    public static partial void FactRejected(ILogger logger, long position, string reason, string rejected);
}
