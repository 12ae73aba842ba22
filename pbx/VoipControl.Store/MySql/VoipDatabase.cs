using System.Data.Common;
using System.Net.Sockets;
using MySql.Data.MySqlClient;

namespace VoipControl.Store.MySql;

/// <summary>
/// The MySQL or MariaDB database of VoipControl: opens pooled connections and tells its errors apart. Thread-safe.
/// Statements may be awaited, but one in flight blocks a thread (see <see cref="SyncMySqlFactory"/>).
/// </summary>
public sealed class VoipDatabase : DbDataSource
{
    private readonly string _connectionString;
    private readonly string _shown;

    /// <param name="connectionString">
    /// `Server=…;Port=3306;Database=voipcontrol;User ID=…;Password=…` and further options of Connector/NET. Where not
    /// given: connect timeout 5 s, command timeout 30 s, pool of at most 50.
    /// </param>
    /// <exception cref="ArgumentException">An option is unknown or has a bad value, or Server or Database is missing.</exception>
    public VoipDatabase(string connectionString)
    {
        StoreTypes.Register();
        MySqlConnectionStringBuilder options;
        try
        {
            options = new MySqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or MySqlException)
        {
            throw new ArgumentException($"The MySQL connection string cannot be read: {e.Message}", nameof(connectionString), e);
        }
        if (string.IsNullOrWhiteSpace(options.Server)) throw new ArgumentException("The MySQL connection string names no Server.", nameof(connectionString));
        if (string.IsNullOrWhiteSpace(options.Database)) throw new ArgumentException("The MySQL connection string names no Database.", nameof(connectionString));
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        bool Has(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (given.ContainsKey(name)) return true;
            return false;
        }
        if (!Has("Connect Timeout", "Connection Timeout", "ConnectionTimeout")) options.ConnectionTimeout = 5;
        if (!Has("Default Command Timeout", "Command Timeout", "DefaultCommandTimeout")) options.DefaultCommandTimeout = 30;
        if (!Has("Max Pool Size", "Maximum Pool Size", "MaximumPoolSize")) options.MaximumPoolSize = 50;
        options.CharacterSet = "utf8mb4";
        // A pooled connection keeps its session state, named locks included, until it is reset.
        options.ConnectionReset = true;
        options.AllowUserVariables = true;
        options.PersistSecurityInfo = false;
        _connectionString = options.ConnectionString;
        DatabaseName = options.Database;
        Address = options.ConnectionProtocol == MySqlConnectionProtocol.UnixSocket ? options.Server : $"{options.Server}:{options.Port}";
        _shown = $"Server={Address};Database={DatabaseName}";
    }

    /// <summary>Host and port, or the socket's path.</summary>
    public string Address { get; }

    /// <summary>Name of the database (schema) on the server.</summary>
    public string DatabaseName { get; }

    /// <summary>Server and database; neither user nor password, so that it may be shown and logged.</summary>
    public override string ConnectionString => _shown;

    /// <summary>Opens a connection from the pool.</summary>
    /// <exception cref="DbException">The server is away (<see cref="IsUnavailable"/>) or refuses the user or the database.</exception>
    public ValueTask<DbConnection> OpenAsync(CancellationToken ct) => OpenConnectionAsync(ct);

    /// <summary>Ends idle pooled connections, as after tests or before the server is replaced.</summary>
    public void ClearPool()
    {
        using var connection = new MySqlConnection(_connectionString);
        MySqlConnection.ClearPool(connection);
    }

    /// <summary>Whether doing the same again, at once, may succeed: a deadlock or a lock wait that took too long.</summary>
    public static bool IsTransient(Exception error) => Number(error) is 1205 or 1213 or 1020;

    /// <summary>A row with the same key is there already.</summary>
    public static bool IsDuplicateKey(Exception error) => Number(error) is 1062 or 1586;

    /// <summary>
    /// Whether the server is away, starting, stopping, full or read-only, or did not answer in time: doing the same
    /// again later may succeed.
    /// </summary>
    public static bool IsUnavailable(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
            if (e is SocketException or TimeoutException or IOException or BrokenConnectionException) return true;
        return Number(error) switch
        {
            // Out of resources, disk full, too many connections.
            1021 or 1037 or 1038 or 1040 or 1041 or 1114 or 1203 or 1226 => true,
            // Cannot connect, bad handshake, shutdown, killed, connection broken.
            1042 or 1043 or 1053 or 1077 or 1079 or 1080 or 1152 or 1158 or 1159 or 1160 or 1161 or 1184 or 1927 => true,
            // Read-only: a replica, or a server that is being switched over.
            1290 or 1792 or 1836 => true,
            // The client's own: no connection, gone away, lost.
            2002 or 2003 or 2005 or 2006 or 2013 or 2055 => true,
            // The driver reports a torn connection as a MySqlException without a number.
            0 => true,
            _ => false,
        };
    }

    /// <summary>Whether the values are at fault (too long, out of range, not valid text, too large): the same will never succeed.</summary>
    public static bool IsDataError(Exception error) => Number(error) is
        1048 or 1118 or 1153 or 1264 or 1265 or 1292 or 1300 or 1364 or 1366 or 1367 or 1390 or 1406 or 1411 or 1425 or 1690
        or 3140 or 3141 or 3819 or 4025 or 4038;

    protected override DbConnection CreateDbConnection() => new SyncMySqlConnection(new MySqlConnection(_connectionString));

    /// <summary>Null where the error is not the driver's.</summary>
    private static int? Number(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
            if (e is MySqlException { Number: not 0 } known) return known.Number;
        return error is MySqlException ? 0 : null;
    }
}
