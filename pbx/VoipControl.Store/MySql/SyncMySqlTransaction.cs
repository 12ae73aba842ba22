using System.Data;
using System.Data.Common;
using MySql.Data.MySqlClient;

namespace VoipControl.Store.MySql;

/// <summary>A transaction of the driver with its synchronous members only; see <see cref="SyncMySqlFactory"/>.</summary>
internal sealed class SyncMySqlTransaction : DbTransaction
{
    private readonly SyncMySqlConnection _connection;

    internal SyncMySqlTransaction(SyncMySqlConnection connection, MySqlTransaction inner)
    {
        _connection = connection;
        Inner = inner;
    }

    internal MySqlTransaction Inner { get; }

    public override IsolationLevel IsolationLevel => Inner.IsolationLevel;

    protected override DbConnection DbConnection => _connection;

    public override void Commit() => Inner.Commit();

    public override void Rollback() => Inner.Rollback();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Inner.Dispose();
        base.Dispose(disposing);
    }
}
