using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using MySql.Data.MySqlClient;

namespace VoipControl.Store.MySql;

/// <summary>A connection of the driver with its synchronous members only; see <see cref="SyncMySqlFactory"/>.</summary>
internal sealed class SyncMySqlConnection : DbConnection
{
    public SyncMySqlConnection(MySqlConnection inner) => Inner = inner;

    internal MySqlConnection Inner { get; }

    [AllowNull]
    public override string ConnectionString
    {
        get => Inner.ConnectionString;
        set => Inner.ConnectionString = value;
    }

    public override string Database => Inner.Database;

    public override string DataSource => Inner.DataSource;

    public override string ServerVersion => Inner.ServerVersion;

    public override ConnectionState State => Inner.State;

    public override int ConnectionTimeout => Inner.ConnectionTimeout;

    protected override DbProviderFactory DbProviderFactory => SyncMySqlFactory.Instance;

    public override void ChangeDatabase(string databaseName) => Inner.ChangeDatabase(databaseName);

    public override void Open()
    {
        try
        {
            Inner.Open();
        }
        catch (Exception e) when (BrokenConnectionException.IsStumble(e))
        {
            throw BrokenConnectionException.Of(e);
        }
    }

    public override void Close() => Inner.Close();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        try
        {
            return new SyncMySqlTransaction(this, Inner.BeginTransaction(isolationLevel));
        }
        catch (Exception e) when (BrokenConnectionException.IsStumble(e))
        {
            throw BrokenConnectionException.Of(e);
        }
    }

    protected override DbCommand CreateDbCommand() => new SyncMySqlCommand(Inner.CreateCommand()) { Connection = this };

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing) Inner.Dispose();
        }
        catch (Exception e) when (BrokenConnectionException.MayBeIgnored(e))
        {
            // It was broken: there is nothing to give back to the pool.
        }
        base.Dispose(disposing);
    }
}
