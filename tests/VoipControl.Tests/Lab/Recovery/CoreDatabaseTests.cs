using Microsoft.Data.Sqlite;
using NUnit.Framework;
using VoipControl.Lab.Recovery;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab;

internal sealed class CoreDatabaseTests
{
    private ConfigurationFolder _folder = null!;

    private string Path => System.IO.Path.Combine(_folder.Path, "core.db");

    [SetUp]
    public void MakeFolder() => _folder = new ConfigurationFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("recovery", """
        CREATE TABLE recovery (
           runtime_uuid    VARCHAR(255),
           technology      VARCHAR(255),
           profile_name    VARCHAR(255),
           hostname        VARCHAR(255),
           uuid            VARCHAR(255),
           metadata        text
        )
        """)]
    [TestCase("registrations", """
        CREATE TABLE registrations (
           reg_user      VARCHAR(256),
           realm     VARCHAR(256),
           token     VARCHAR(256),
           url      TEXT,
           expires  INTEGER,
           network_ip VARCHAR(256),
           network_port VARCHAR(256),
           network_proto VARCHAR(256),
           hostname VARCHAR(256),
           metadata VARCHAR(256)
        )
        """)]
    [TestCase("recovery1", "CREATE INDEX recovery1 on recovery(technology)")]
    [TestCase("recovery2", "CREATE INDEX recovery2 on recovery(profile_name)")]
    [TestCase("recovery3", "CREATE INDEX recovery3 on recovery(uuid)")]
    [TestCase("recovery4", "CREATE INDEX recovery4 on recovery(runtime_uuid)")]
    [TestCase("regindex1", "CREATE INDEX regindex1 on registrations (reg_user,realm,hostname)")]
    public async Task The_schema_is_that_of_a_real_switch_s_file(string name, string sql)
    {
        await using var database = Open();

        Assert.That(Ask($"select sql from sqlite_master where name='{name}'"), Is.EqualTo(sql.ReplaceLineEndings("\n")));
    }

    [Test]
    public async Task A_tracked_leg_has_a_row_that_another_process_can_read()
    {
        await using var database = Open();

        database.Track("internal", "u-1", "<cdr/>");
        await database.FlushAsync();

        Assert.That(Ask("select runtime_uuid||' '||technology||' '||profile_name||' '||hostname||' '||uuid||' '||metadata from recovery"),
            Is.EqualTo("own sofia internal voip u-1 <cdr/>"));
    }

    [Test]
    public async Task A_leg_tracked_again_keeps_one_row_with_its_last_document()
    {
        await using var database = Open();

        database.Track("internal", "u-1", "first");
        await database.FlushAsync();
        database.Track("internal", "u-1", "second");

        Assert.That((await database.RowsAsync()).Select(r => r.Metadata), Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public async Task An_ended_leg_has_no_row_whoever_wrote_it()
    {
        await using var database = Open();
        database.Track("internal", "u-1", "x");
        await database.FlushAsync();
        Execute("insert into recovery values ('other','sofia','internal','voip','u-1','y')");

        database.Untrack("u-1");

        Assert.That(await database.RowsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_recovery_takes_rows_of_other_processes_on_any_host_and_leaves_own_ones()
    {
        await using var database = Open();
        database.Track("internal", "mine", "x");
        await database.FlushAsync();
        Execute("insert into recovery values ('dead','sofia','internal','voip','a','x'), ('older','sofia','internal','elsewhere','b','x'), "
            + "('dead','sofia','external','voip','c','x'), ('dead','verto','internal','voip','d','x')");

        var taken = await database.TakeForRecoveryAsync("internal");

        Assert.That((string.Join(' ', taken.Select(r => r.Uuid)), string.Join(' ', (await database.RowsAsync()).Select(r => r.Uuid))),
            Is.EqualTo(("a b", "mine c d")));
    }

    [Test]
    public async Task A_second_recovery_finds_nothing()
    {
        await using var database = Open();
        Execute("insert into recovery values ('dead','sofia','internal','voip','a','x')");

        await database.TakeForRecoveryAsync("internal");

        Assert.That(await database.TakeForRecoveryAsync("internal"), Is.Empty);
    }

    [Test]
    public async Task Flushing_the_recovery_deletes_own_rows_too()
    {
        await using var database = Open();
        database.Track("internal", "mine", "x");
        await database.FlushAsync();
        Execute("insert into recovery values ('dead','sofia','internal','voip','a','x')");

        Assert.That(await database.FlushRecoveryAsync("internal"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_new_process_finds_the_rows_of_the_one_before()
    {
        await using (var before = Open())
            before.Track("internal", "u-1", "x");
        await using var after = Open("new");

        Assert.That((await after.TakeForRecoveryAsync("internal")).Select(r => r.Uuid), Is.EqualTo(new[] { "u-1" }));
    }

    [Test]
    public async Task A_killed_process_leaves_its_rows()
    {
        var killed = Open();
        killed.Track("internal", "u-1", "x");
        await killed.FlushAsync();
        await killed.AbandonAsync();

        Assert.That(Ask("select uuid from recovery"), Is.EqualTo("u-1"));
    }

    [Test]
    public async Task While_another_process_holds_the_file_nothing_is_lost()
    {
        var time = new FakeTimeProvider();
        await using var database = Open(time: time);
        using var other = Connect();
        using var command = other.CreateCommand();
        command.CommandText = "begin immediate";
        command.ExecuteNonQuery();

        database.Track("internal", "u-1", "x");
        await Poll.UntilAsync("the writer waits for another attempt", TimeSpan.FromSeconds(30), TimeProvider.System, () => time.WaitingTimers > 0);
        var problem = database.Problem;
        command.CommandText = "rollback";
        command.ExecuteNonQuery();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.That((problem is not null, (await database.RowsAsync()).Count), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task More_waiting_changes_than_the_limit_are_refused_and_counted()
    {
        await using var database = CoreDatabase.Open(Path, "own", "voip", new FakeTimeProvider(), limit: 2);
        using var other = Connect();
        using var command = other.CreateCommand();
        command.CommandText = "begin immediate";
        command.ExecuteNonQuery();
        // The writer may have taken the first one already.
        var accepted = Enumerable.Range(0, 10).Count(i => database.Track("internal", $"u-{i}", "x"));
        command.CommandText = "rollback";
        command.ExecuteNonQuery();

        Assert.That(database.Refused, Is.EqualTo(10 - accepted).And.GreaterThan(0));
    }

    [Test]
    public async Task Five_hundred_legs_are_written_and_deleted()
    {
        await using var database = Open();

        for (var i = 0; i < 500; i++)
            database.Track("internal", $"u-{i}", new string('x', 10_000));
        var written = (await database.RowsAsync()).Count;
        for (var i = 0; i < 500; i++)
            database.Untrack($"u-{i}");

        Assert.That((written, (await database.RowsAsync()).Count), Is.EqualTo((500, 0)));
    }

    [Test]
    public async Task A_document_that_is_far_too_long_is_read_only_as_far_as_it_takes_to_refuse_it()
    {
        await using var database = Open();
        Execute("insert into recovery values ('dead','sofia','internal','voip','a',hex(zeroblob(1000000)))");

        Assert.That((await database.RowsAsync())[0].Metadata, Has.Length.EqualTo(RecoveryDocument.MaxLength + 1));
    }

    [Test]
    public async Task Missing_values_of_a_foreign_row_read_as_empty()
    {
        await using var database = Open();
        Execute("insert into recovery (uuid) values ('a')");

        Assert.That(await database.RowsAsync(), Is.EqualTo(new[] { new RecoveryRow("", "", "", "", "a", "") }));
    }

    [Test]
    public async Task A_table_of_another_shape_is_replaced()
    {
        Execute("create table recovery (something int)");

        await using var database = Open();
        database.Track("internal", "u-1", "x");

        Assert.That(await database.RowsAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_telephone_has_one_registration_in_both_tables()
    {
        await using var database = Open();

        database.Register(Telephone("first"));
        await database.FlushAsync();
        database.Register(Telephone("second"));
        await database.FlushAsync();

        Assert.That(Ask("select group_concat(token)||' '||(select group_concat(call_id) from sip_registrations) from registrations"), Is.EqualTo("second second"));
    }

    [Test]
    public async Task An_unregistered_telephone_is_in_neither_table()
    {
        await using var database = Open();
        database.Register(Telephone("c"));
        await database.FlushAsync();

        database.Unregister("1001", "voip.example");
        await database.FlushAsync();

        Assert.That(Ask("select (select count(*) from registrations) + (select count(*) from sip_registrations)"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_starting_switch_forgets_the_telephones_of_its_name_only()
    {
        await using (var before = Open())
            before.Register(Telephone("c"));
        Execute("insert into registrations (reg_user, realm, hostname) values ('x', 'y', 'elsewhere')");

        await using var after = Open();

        Assert.That(Ask("select group_concat(reg_user) from registrations"), Is.EqualTo("x"));
    }

    [Test]
    public void A_file_that_is_no_database_is_refused_by_name()
    {
        File.WriteAllText(Path, new string('x', 5000));

        Assert.That(() => Open(), Throws.InstanceOf<CoreDatabaseException>().With.Message.StartsWith($"Core database {Path} cannot be opened: "));
    }

    [Test]
    public async Task After_the_end_nothing_is_accepted()
    {
        var database = Open();
        await database.DisposeAsync();

        Assert.That(database.Track("internal", "u-1", "x"), Is.False);
    }

    private CoreDatabase Open(string coreUuid = "own", TimeProvider? time = null) =>
        CoreDatabase.Open(Path, coreUuid, "voip", time ?? TimeProvider.System);

    private SqliteConnection Connect()
    {
        SqliteLibrary.Bind();
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    private string? Ask(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    private void Execute(string sql) => Ask(sql);

    private static Registration Telephone(string callId) => new()
    {
        User = "1001",
        Realm = "voip.example",
        CallId = callId,
        Contact = "<sip:1001@127.0.0.2:5066>",
        Url = "sofia/internal/sip:1001@127.0.0.2:5066",
        Expires = 1_800_000_000,
        NetworkIp = "127.0.0.2",
        NetworkPort = "5066",
    };
}
