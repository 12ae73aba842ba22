using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Migrations;

/// <summary>
/// Brings the schema up to this program's, forward only. Any number of processes may start at once: one migrates under
/// a named lock, the others wait and find the work done.
/// </summary>
public static class MigrationRunner
{
    // DDL commits by itself, so a step can stop half way: `statements` counts what is done, and the next run goes on there.
    private const string CreateHistory = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          name        VARCHAR(255) NOT NULL,
          checksum    BINARY(32)   NOT NULL,
          statements  INT          NOT NULL,
          applied_at  DATETIME(6)  NULL,
          PRIMARY KEY (name)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
        """;

    /// <summary>Runs what is pending. Returns the names of the migrations that this call ran.</summary>
    /// <exception cref="MigrationException">A migration that ran was changed, the database is newer, or a statement failed.</exception>
    public static Task<IReadOnlyList<string>> RunAsync(VoipDatabase database, TimeProvider time, ILogger logger, CancellationToken ct) =>
        RunAsync(database, Migration.Embedded, time, logger, ct);

    /// <summary>Names of the migrations that <see cref="RunAsync(VoipDatabase, TimeProvider, ILogger, CancellationToken)"/> would run. Changes nothing.</summary>
    /// <exception cref="MigrationException">A migration that ran was changed, or the database is newer than this program.</exception>
    public static Task<IReadOnlyList<string>> PendingAsync(VoipDatabase database, CancellationToken ct) =>
        PendingAsync(database, Migration.Embedded, ct);

    internal static async Task<IReadOnlyList<string>> PendingAsync(VoipDatabase database, IReadOnlyList<Migration> known, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var hasHistory = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'schema_migrations'", cancellationToken: ct));
        var history = hasHistory == 0 ? [] : await HistoryAsync(connection, ct);
        return [.. Plan(known, history).Select(static step => step.Migration.Name)];
    }

    internal static async Task<IReadOnlyList<string>> RunAsync(
        VoipDatabase database, IReadOnlyList<Migration> known, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await LockAsync(connection, ct);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(CreateHistory, cancellationToken: ct));
            var plan = Plan(known, await HistoryAsync(connection, ct));
            foreach (var (migration, done) in plan)
            {
                Log.MigrationStarts(logger, migration.Name, database.Address, database.DatabaseName);
                await ApplyAsync(connection, migration, done, time, ct);
                Log.MigrationDone(logger, migration.Name);
            }
            return [.. plan.Select(static step => step.Migration.Name)];
        }
        finally
        {
            // Not with the caller's token: the lock outlives a canceled run in the pooled session otherwise.
            if (connection.State == System.Data.ConnectionState.Open)
                await connection.ExecuteAsync(new CommandDefinition($"DO RELEASE_LOCK({LockName})", cancellationToken: CancellationToken.None));
        }
    }

    // Named locks are the server's, not the database's, and their names are at most 64 characters long.
    private const string LockName = "CONCAT('voipcontrol.migrate.', LEFT(SHA2(DATABASE(), 256), 32))";

    private static async Task LockAsync(DbConnection connection, CancellationToken ct)
    {
        // Short waits, so that a canceled start ends soon.
        while (await connection.ExecuteScalarAsync<int?>(new CommandDefinition($"SELECT GET_LOCK({LockName}, 2)", cancellationToken: ct)) != 1)
            ct.ThrowIfCancellationRequested();
    }

    private static async Task<List<Applied>> HistoryAsync(DbConnection connection, CancellationToken ct) =>
        [.. await connection.QueryAsync<Applied>(new CommandDefinition(
            "SELECT name, checksum, statements, applied_at AS AppliedAt FROM schema_migrations ORDER BY name", cancellationToken: ct))];

    private static List<(Migration Migration, int Done)> Plan(IReadOnlyList<Migration> known, List<Applied> history)
    {
        var byName = known.ToDictionary(static m => m.Name, StringComparer.Ordinal);
        foreach (var row in history)
        {
            if (!byName.TryGetValue(row.Name, out var migration))
                throw new MigrationException(
                    $"The database has migration {row.Name}, which this program does not know: it belongs to a newer version. Start that version.");
            if (!migration.Checksum.AsSpan().SequenceEqual(row.Checksum))
                throw new MigrationException(
                    $"Migration {row.Name} is not the one that ran on this database. A migration never changes once it ran: put its file back and add a new one.");
        }
        var finished = history.Where(static h => h.AppliedAt is not null).Select(static h => h.Name).ToHashSet(StringComparer.Ordinal);
        var newest = finished.Max(StringComparer.Ordinal);
        var plan = new List<(Migration, int)>();
        foreach (var migration in known)
        {
            if (finished.Contains(migration.Name)) continue;
            if (newest is not null && string.CompareOrdinal(migration.Name, newest) < 0)
                throw new MigrationException(
                    $"Migration {migration.Name} is dated before {newest}, which ran already. Migrations only go forward: give it a later date.");
            plan.Add((migration, history.Find(h => h.Name == migration.Name)?.Statements ?? 0));
        }
        return plan;
    }

    private static async Task ApplyAsync(DbConnection connection, Migration migration, int done, TimeProvider time, CancellationToken ct)
    {
        IReadOnlyList<string> statements;
        try
        {
            statements = SqlScript.Split(migration.Script);
        }
        catch (FormatException e)
        {
            throw new MigrationException($"Migration {migration.Name} cannot be read. {e.Message}", e);
        }
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO schema_migrations (name, checksum, statements) VALUES (@name, @checksum, 0) ON DUPLICATE KEY UPDATE name = VALUES(name)",
            new { name = migration.Name, checksum = migration.Checksum }, cancellationToken: ct));
        for (var i = done; i < statements.Count; i++)
        {
            try
            {
                // A large table may take hours to change.
                await connection.ExecuteAsync(new CommandDefinition(statements[i], commandTimeout: 0, cancellationToken: ct));
            }
            catch (DbException e)
            {
                throw new MigrationException(
                    $"Migration {migration.Name}, statement {i + 1} of {statements.Count}, failed: {e.Message} The statements before it are done; the next run starts with this one.", e);
            }
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE schema_migrations SET statements = @statements WHERE name = @name",
                new { statements = i + 1, name = migration.Name }, cancellationToken: ct));
        }
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE schema_migrations SET applied_at = @at WHERE name = @name",
            new { at = time.GetUtcNow().UtcDateTime, name = migration.Name }, cancellationToken: ct));
    }

    private sealed class Applied
    {
        public string Name { get; init; } = "";
        public byte[] Checksum { get; init; } = [];
        public int Statements { get; init; }
        public DateTime? AppliedAt { get; init; }
    }
}
