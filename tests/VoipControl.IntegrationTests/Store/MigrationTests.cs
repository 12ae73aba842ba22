using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Store.Migrations;
using VoipControl.Store.MySql;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Store;

public sealed class MigrationTests
{
    private static readonly Migration First = new("20260101-0001-first", "CREATE TABLE a (id INT PRIMARY KEY); INSERT INTO a VALUES (1);");
    private static readonly Migration Second = new("20260102-0001-second", "ALTER TABLE a ADD COLUMN name VARCHAR(10) NULL;");

    private VoipDatabase _database = null!;

    [SetUp]
    public async Task CreateDatabase()
    {
        var (database, whyAbsent) = await MariaDbDatabase.TryCreateAsync(migrate: false);
        if (database is null) Assert.Ignore(whyAbsent!);
        _database = database!;
    }

    [TearDown]
    public void Close() => _database?.Dispose();

    [Test]
    public async Task Four_runners_at_once_run_each_migration_once()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            MigrationRunner.RunAsync(_database, TimeProvider.System, NullLogger.Instance, CancellationToken.None))));
        Assert.That(runs.SelectMany(static r => r), Is.EquivalentTo(Migration.Embedded.Select(static m => m.Name)));
    }

    [Test]
    public async Task Pending_lists_what_a_run_would_do_and_changes_nothing()
    {
        var before = await MigrationRunner.PendingAsync(_database, [First, Second], CancellationToken.None);
        await RunAsync(First);
        var after = await MigrationRunner.PendingAsync(_database, [First, Second], CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(before, Is.EqualTo(new[] { First.Name, Second.Name }));
            Assert.That(after, Is.EqualTo(new[] { Second.Name }));
        });
    }

    [Test]
    public async Task A_second_run_does_nothing()
    {
        await RunAsync(First, Second);
        Assert.That(await RunAsync(First, Second), Is.Empty);
    }

    [Test]
    public async Task A_changed_migration_is_refused()
    {
        await RunAsync(First);
        var error = await Assert.ThrowsAsync<MigrationException>(() => RunAsync(First with { Script = First.Script + " " }));
        Assert.That(error!.Message, Does.Contain(First.Name).And.Contain("never changes"));
    }

    [Test]
    public async Task Line_ends_are_no_change()
    {
        await RunAsync(First with { Script = "CREATE TABLE a (\nid INT);" });
        Assert.That(await RunAsync(First with { Script = "CREATE TABLE a (\r\nid INT);" }), Is.Empty);
    }

    [Test]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await RunAsync(First, Second);
        var error = await Assert.ThrowsAsync<MigrationException>(() => RunAsync(First));
        Assert.That(error!.Message, Does.Contain(Second.Name).And.Contain("newer version"));
    }

    [Test]
    public async Task A_migration_dated_before_one_that_ran_is_refused()
    {
        var between = new Migration("20260101-0002-between", "SELECT 1;");
        await RunAsync(First);
        await RunAsync(First, Second);
        var error = await Assert.ThrowsAsync<MigrationException>(() => RunAsync(First, between, Second));
        Assert.That(error!.Message, Does.Contain(between.Name).And.Contain("later date"));
    }

    [Test]
    public async Task Records_of_the_first_version_become_customers_calls()
    {
        await RunAsync(Migration.Embedded[0]);
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO call_records (call_id, tenant, node, direction, caller_number, callee_number, started_at, ended_at, outcome, ended_by,
              talk_ms, wait_ms, hold_ms, leg_count, transfer_count, recording_count, end_inferred, recovered, stored_at)
            VALUES (UNHEX('01'), 'acme', 'a', 'Inbound', '1', '2', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 'Answered', 'Caller', 1, 1, 0, 1, 0, 0, 0, 0, UTC_TIMESTAMP(6))
            """);
        await RunAsync([.. Migration.Embedded]);
        Assert.That(await connection.QuerySingleAsync<string>("SELECT purpose FROM call_records"), Is.EqualTo("Customer"));
    }

    [TestCase("calls", "caller_number")]
    [TestCase("calls", "callee_number")]
    [TestCase("call_records", "caller_number")]
    [TestCase("call_records", "callee_number")]
    public async Task A_list_is_searched_by_number_through_an_index(string table, string column)
    {
        await RunAsync([.. Migration.Embedded]);
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        var indexes = await connection.QueryAsync<string>(
            "SELECT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = @table AND column_name = @column AND seq_in_index = 1", new { table, column });
        Assert.That(indexes, Is.Not.Empty);
    }

    [Test]
    public async Task A_run_that_failed_goes_on_at_the_statement_that_failed()
    {
        var migration = new Migration("20260101-0001-two", "CREATE TABLE a (id INT); INSERT INTO b VALUES (1);");
        var error = await Assert.ThrowsAsync<MigrationException>(() => RunAsync(migration));
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("CREATE TABLE b (id INT)");
        var ran = await RunAsync(migration);
        Assert.Multiple(() =>
        {
            Assert.That(error!.Message, Does.Contain("statement 2 of 2"));
            Assert.That(ran, Is.EqualTo(new[] { migration.Name }));
        });
    }

    private Task<IReadOnlyList<string>> RunAsync(params Migration[] migrations) =>
        MigrationRunner.RunAsync(_database, migrations, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
}
