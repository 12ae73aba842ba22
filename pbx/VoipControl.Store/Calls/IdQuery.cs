using System.Data;
using System.Data.Common;

namespace VoipControl.Store.Calls;

/// <summary>
/// Runs a statement for a set of ids. Lists of ids are sent in a few fixed lengths, the last id repeated to fill up, so
/// that the server sees few statement texts and the statements can stay prepared. Bound to one connection.
/// </summary>
internal sealed class IdQuery : IDisposable
{
    private const string Placeholder = "@ids";
    private static readonly int[] Sizes = [8, 64, 512];

    private readonly DbConnection _connection;
    private readonly string _sql;
    private readonly DbCommand?[] _prepared = new DbCommand?[Sizes.Length];

    /// <param name="connection">An open connection.</param>
    /// <param name="sql">A statement with `IN (@ids)`, once or more.</param>
    public IdQuery(DbConnection connection, string sql) => (_connection, _sql) = (connection, sql);

    /// <summary>Runs the statement and reads its rows.</summary>
    public async Task ReadAsync(IReadOnlyCollection<Guid> ids, Action<DbDataReader> row, DbTransaction? transaction, CancellationToken ct)
    {
        foreach (var command in Commands(ids, transaction))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) row(reader);
        }
    }

    /// <summary>Runs the statement.</summary>
    public async Task RunAsync(IReadOnlyCollection<Guid> ids, DbTransaction transaction, CancellationToken ct)
    {
        foreach (var command in Commands(ids, transaction)) await command.ExecuteNonQueryAsync(ct);
    }

    public void Dispose()
    {
        foreach (var command in _prepared) command?.Dispose();
    }

    private IEnumerable<DbCommand> Commands(IReadOnlyCollection<Guid> ids, DbTransaction? transaction)
    {
        foreach (var chunk in ids.Chunk(Sizes[^1]))
        {
            var size = Array.FindIndex(Sizes, s => s >= chunk.Length);
            var command = _prepared[size] ??= Prepare(Sizes[size]);
            command.Transaction = transaction;
            for (var i = 0; i < Sizes[size]; i++)
                command.Parameters[i].Value = StoreTypes.Bytes(chunk[Math.Min(i, chunk.Length - 1)]);
            yield return command;
        }
    }

    private DbCommand Prepare(int count)
    {
        var command = _connection.CreateCommand();
        for (var i = 0; i < count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@i{i}";
            parameter.DbType = DbType.Binary;
            command.Parameters.Add(parameter);
        }
        command.CommandText = _sql.Replace(Placeholder, string.Join(',', Enumerable.Range(0, count).Select(static i => $"@i{i}")), StringComparison.Ordinal);
        command.Prepare();
        return command;
    }
}
