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
