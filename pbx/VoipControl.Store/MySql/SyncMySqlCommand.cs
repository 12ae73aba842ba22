using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using MySql.Data.MySqlClient;

namespace VoipControl.Store.MySql;

/// <summary>A command of the driver with its synchronous members only; see <see cref="SyncMySqlFactory"/>.</summary>
internal sealed class SyncMySqlCommand : DbCommand
{
    private readonly MySqlCommand _inner;
    private SyncMySqlConnection? _connection;
    private SyncMySqlTransaction? _transaction;
    private int _canceled;

    internal SyncMySqlCommand(MySqlCommand inner) => _inner = inner;

    [AllowNull]
    public override string CommandText
    {
        get => _inner.CommandText;
        set => _inner.CommandText = value;
    }

    public override int CommandTimeout
    {
        get => _inner.CommandTimeout;
        set => _inner.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => _inner.CommandType;
        set => _inner.CommandType = value;
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource
    {
        get => _inner.UpdatedRowSource;
        set => _inner.UpdatedRowSource = value;
    }

    protected override DbConnection? DbConnection
    {
        get => _connection;
        set
        {
            _connection = (SyncMySqlConnection?)value;
            _inner.Connection = _connection?.Inner;
        }
    }

    protected override DbTransaction? DbTransaction
    {
        get => _transaction;
        set
        {
            _transaction = (SyncMySqlTransaction?)value;
            _inner.Transaction = _transaction?.Inner;
        }
    }

    protected override DbParameterCollection DbParameterCollection => _inner.Parameters;

    /// <summary>Ends the running statement: the driver opens another connection and sends KILL QUERY.</summary>
    public override void Cancel()
    {
        Volatile.Write(ref _canceled, 1);
        try
        {
            _inner.Cancel();
        }
        catch (MySqlException)
        {
            // The server cannot be reached: the statement ends by its own timeout.
        }
    }

    public override void Prepare()
    {
        try
        {
            _inner.Prepare();
        }
        catch (Exception e) when (BrokenConnectionException.IsStumble(e))
        {
            throw BrokenConnectionException.Of(e);
        }
    }

    public override int ExecuteNonQuery()
    {
        ThrowIfCanceled();
        try
        {
            return _inner.ExecuteNonQuery();
        }
        catch (Exception e) when (EndedByCancel(e))
        {
            throw Canceled(e);
        }
        catch (Exception e) when (BrokenConnectionException.IsStumble(e))
        {
            throw BrokenConnectionException.Of(e);
        }
    }

    public override object? ExecuteScalar()
    {
        ThrowIfCanceled();
        try
        {
            return _inner.ExecuteScalar();
        }
        catch (Exception e) when (EndedByCancel(e))
        {
            throw Canceled(e);
        }
        catch (Exception e) when (BrokenConnectionException.IsStumble(e))
        {
            throw BrokenConnectionException.Of(e);
        }
    }

    protected override DbParameter CreateDbParameter() => _inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        ThrowIfCanceled();
        try
        {
            // The driver gives a null reader where the statement was killed.
            return new SyncMySqlReader(_inner.ExecuteReader(behavior) ?? throw Canceled(null));
        }
        catch (Exception e) when (EndedByCancel(e))
        {
            throw Canceled(e);
        }
        catch (Exception e) when (BrokenConnectionException.IsStumble(e))
        {
            throw BrokenConnectionException.Of(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing) _inner.Dispose();
        }
        catch (Exception e) when (BrokenConnectionException.MayBeIgnored(e))
        {
            // Closing a prepared statement talks to the server.
        }
        base.Dispose(disposing);
    }

    // A cancel that came between the base class's registration and our start found nothing to kill on the server.
    private void ThrowIfCanceled()
    {
        if (Volatile.Read(ref _canceled) != 0) throw Canceled(null);
    }

    private bool EndedByCancel(Exception e) => Volatile.Read(ref _canceled) != 0 && e is (MySqlException or NullReferenceException);

    private OperationCanceledException Canceled(Exception? cause)
    {
        Volatile.Write(ref _canceled, 0);
        return new OperationCanceledException("The statement was canceled.", cause);
    }
}
