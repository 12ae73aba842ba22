using System.Data.Common;
using MySql.Data.MySqlClient;

namespace VoipControl.Store.MySql;

/// <summary>
/// MySql.Data behind plain ADO.NET types. The types of this folder implement the synchronous members only, so that the
/// asynchronous ones come from the ADO.NET base classes: the driver's own enforce neither command nor connect timeouts,
/// ignore cancellation, and a late answer hangs the awaiter for ever. A statement in flight therefore blocks a thread.
/// </summary>
/// <remarks>
/// MySql.Data (Oracle, Connector/NET) is licensed under GPL-2.0 with the Universal FOSS Exception. Nothing outside this
/// folder names it, so another driver can take its place.
/// </remarks>
internal sealed class SyncMySqlFactory : DbProviderFactory
{
    public static readonly SyncMySqlFactory Instance = new();

    private SyncMySqlFactory()
    {
    }

    public override DbConnection CreateConnection() => new SyncMySqlConnection(new MySqlConnection());

    public override DbCommand CreateCommand() => new SyncMySqlCommand(new MySqlCommand());

    public override DbParameter CreateParameter() => new MySqlParameter();

    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new MySqlConnectionStringBuilder();
}
