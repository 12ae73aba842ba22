using System.Data.Common;
using System.Net.Sockets;
using VoipControl.Host.Cli.Api;
using VoipControl.Store.Journals;
using VoipControl.Store.Migrations;
using VoipControl.Store.MySql;

namespace VoipControl.Host.Cli;

/// <summary>Puts the failures a person can do something about into words; the rest are faults of ours and keep their stack.</summary>
internal static class Failures
{
    public static CliException? Explain(Exception error) => error switch
    {
        ApiAwayException => CliException.Failed(error.Message, $"Is `voipcontrol run` up there? If it listens elsewhere, set --api or {ApiOptions.AddressVariable}."),
        JournalException or MigrationException => CliException.Failed(error.Message),
        SocketException => CliException.Failed($"The network refused: {error.Message}"),
        UnauthorizedAccessException => CliException.Failed(error.Message, "Run as the user that owns it, or change its permissions."),
        IOException => CliException.Failed(error.Message),
        DbException when VoipDatabase.IsUnavailable(error) => CliException.Failed($"The database cannot be reached: {error.Message}",
            "Is it running? Its address is Database:ConnectionString in the configuration file, or VOIPCONTROL__Database__ConnectionString."),
        DbException => CliException.Failed($"The database refused: {error.Message}",
            "Check the user and its rights in Database:ConnectionString, and that `voipcontrol migrate` has been run."),
        _ => null,
    };
}
