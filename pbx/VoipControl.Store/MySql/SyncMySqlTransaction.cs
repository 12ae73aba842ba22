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

    public override void Commit()
    {
        try
        {
            Inner.Commit();
        }
        catch (Exception e) when (BrokenConnectionException.IsStumble(e))
        {
            throw BrokenConnectionException.Of(e);
        }
    }

    public override void Rollback() => Inner.Rollback();

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing) Inner.Dispose();
        }
        catch (Exception e) when (BrokenConnectionException.MayBeIgnored(e))
        {
            // It rolls back, which a broken connection does by itself; the error that led here must not be hidden.
        }
        base.Dispose(disposing);
    }
}
