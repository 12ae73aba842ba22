using NUnit.Framework;
using VoipControl.Esl;
using VoipControl.Testing;

namespace VoipControl.Tests.Esl;

[CancelAfter(30_000)]
internal sealed class EslConnectionTests
{
    private const string Password = "clue-con-secret";
    private static readonly Guid s_job = Guid.Parse("11111111-2222-3333-4444-555555555555");
    private static readonly string[] s_subscribed = ["CHANNEL_ANSWER", "BACKGROUND_JOB"];

    private ScriptedEslServer _server;
    private FakeTimeProvider _time;

    [SetUp]
    public void StartServer()
    {
        _server = new ScriptedEslServer();
        _time = new FakeTimeProvider();
    }

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task A_command_gets_its_reply()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<EslReply> sent = connection.SendAsync(EslCommand.Subscribe(s_subscribed, ["sofia::register"]));
        string command = await _server.NextCommandAsync();
        await _server.ReplyAsync("+OK event listener enabled plain");
        Assert.That((command, (await sent).Text), Is.EqualTo(("event plain CHANNEL_ANSWER BACKGROUND_JOB CUSTOM sofia::register", "+OK event listener enabled plain")));
    }

    [Test]
    public async Task An_api_command_gets_its_output_which_need_not_say_OK()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> sent = connection.ApiAsync(EslCommands.HostName());
        string command = await _server.NextCommandAsync();
        await _server.RespondAsync("vm-ü");
        Assert.That((command, await sent), Is.EqualTo(("api hostname", "vm-ü")));
    }

    [Test]
    public async Task Replies_go_to_commands_in_order()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> first = connection.ApiAsync(EslCommands.HostName());
        Task<EslReply> second = connection.SendAsync(EslCommand.NoLog());
        Task<string> third = connection.ApiAsync(EslCommands.SwitchName());
        await _server.RespondAsync("one");
        await _server.ReplyAsync("+OK two");
        await _server.RespondAsync("three");
        Assert.That((await first, (await second).Text, await third), Is.EqualTo(("one", "+OK two", "three")));
    }

    [TestCase("-ERR No such channel!\n", true)]
    [TestCase("-USAGE: <uuid> [cause]\n", false)]
    public async Task A_refusal_is_typed_and_keeps_the_words_of_the_switch(string output, bool noSuchChannel)
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> sent = connection.ApiAsync(EslCommands.Kill(s_job));
        await _server.RespondAsync(output);
        EslCommandRefusedException refused = (await Assert.ThrowsAsync<EslCommandRefusedException>(() => sent))!;
        Assert.That((refused.Command, refused.Reply, refused.IsNoSuchChannel), Is.EqualTo(("uuid_kill", output.TrimEnd(), noSuchChannel)));
    }

    [Test]
    public async Task Output_that_is_empty_comes_back_empty()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> sent = connection.ApiAsync(EslCommands.Lua("quiet.lua"));
        await _server.RespondAsync("-ERR no reply\n");
        Assert.That(await sent, Is.Empty);
    }

    [Test]
    public async Task An_api_command_without_permission_is_refused_by_a_command_reply()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> sent = connection.ApiAsync(EslCommands.Status());
        await _server.ReplyAsync("-ERR permission denied");
        await Assert.ThrowsAsync<EslCommandRefusedException>(() => sent);
    }

    [Test]
    public async Task Events_arrive_in_order_between_replies()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> sent = connection.ApiAsync(EslCommands.HostName());
        await _server.SendEventAsync("Event-Name: CHANNEL_CREATE\nEvent-Sequence: 1");
        await _server.RespondAsync("vm");
        await _server.SendEventAsync("{\"Event-Name\":\"CHANNEL_ANSWER\",\"Event-Sequence\":\"2\"}", format: "json");
        await sent;
        Assert.That((await NextAsync(connection), await NextAsync(connection)), Is.EqualTo(("CHANNEL_CREATE 1", "CHANNEL_ANSWER 2")));
    }

    [Test]
    public async Task A_late_reply_is_not_given_to_the_next_command()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> late = connection.ApiAsync(EslCommands.HostName(), TimeSpan.FromSeconds(2));
        await _server.NextCommandAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<EslTimeoutException>(() => late);
        Task<string> next = connection.ApiAsync(EslCommands.SwitchName());
        await _server.NextCommandAsync();
        await _server.RespondAsync("late");
        await _server.RespondAsync("mine");
        Assert.That(await next, Is.EqualTo("mine"));
    }

    [Test]
    public async Task The_reply_of_a_cancelled_command_is_not_given_to_the_next_one()
    {
        await using EslConnection connection = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        Task<string> cancelled = connection.ApiAsync(EslCommands.HostName(), cancellationToken: cancel.Token);
        await _server.NextCommandAsync();
        await cancel.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => cancelled);
        Task<string> next = connection.ApiAsync(EslCommands.SwitchName());
        await _server.RespondAsync("cancelled");
        await _server.RespondAsync("mine");
        Assert.That(await next, Is.EqualTo("mine"));
    }

    [Test]
    public async Task A_command_without_time_of_its_own_waits_ten_seconds()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> sent = connection.ApiAsync(EslCommands.HostName());
        await _server.NextCommandAsync();
        _time.Advance(TimeSpan.FromSeconds(9.9));
        bool early = sent.IsCompleted;
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAsync<EslTimeoutException>(() => sent);
        Assert.That(early, Is.False);
    }

    [Test]
    public async Task A_ping_has_a_deadline()
    {
        await using EslConnection connection = await ConnectAsync();
        Task ping = connection.PingAsync(TimeSpan.FromMilliseconds(500));
        await _server.NextCommandAsync();
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAsync<EslTimeoutException>(() => ping);
    }

    [Test]
    public async Task A_background_job_carries_our_own_id_and_completes_from_its_event()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> job = connection.BgApiAsync(EslCommands.Status());
        string command = await _server.NextCommandAsync();
        await AcceptJobAsync(s_job);
        await SendResultAsync(s_job, "UP 1 year\n");
        Assert.That((command, await job), Is.EqualTo(($"bgapi status\nJob-UUID: {s_job:D}", "UP 1 year\n")));
    }

    [Test]
    public async Task A_result_that_overtakes_the_reply_is_not_lost()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> job = connection.BgApiAsync(EslCommands.Status());
        await _server.NextCommandAsync();
        await SendResultAsync(s_job, "fast");
        await AcceptJobAsync(s_job);
        Assert.That(await job, Is.EqualTo("fast"));
    }

    [Test]
    public async Task Results_of_other_jobs_are_events_like_any_other()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> job = connection.BgApiAsync(EslCommands.Status());
        await AcceptJobAsync(s_job);
        await SendResultAsync(Guid.Parse("99999999-2222-3333-4444-555555555555"), "theirs");
        await SendResultAsync(s_job, "ours");
        await job;
        Assert.That((await NextAsync(connection), connection.WaitingEvents), Is.EqualTo(("BACKGROUND_JOB ", 0)));
    }

    [Test]
    public async Task A_failed_job_is_refused()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> job = connection.BgApiAsync(EslCommands.Status());
        await AcceptJobAsync(s_job);
        await SendResultAsync(s_job, "-ERR USER_BUSY\n");
        Assert.That((await Assert.ThrowsAsync<EslCommandRefusedException>(() => job))!.Reply, Is.EqualTo("-ERR USER_BUSY"));
    }

    [Test]
    public async Task A_job_has_a_timeout_and_its_late_result_is_an_event()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> job = connection.BgApiAsync(EslCommands.Status(), TimeSpan.FromSeconds(30));
        await _server.NextCommandAsync();
        await AcceptJobAsync(s_job);
        await connection.RoundTripAsync(_server);
        _time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<EslTimeoutException>(() => job);
        await SendResultAsync(s_job, "late");
        Assert.That(await NextAsync(connection), Is.EqualTo("BACKGROUND_JOB "));
    }

    [Test]
    public async Task A_heartbeat_resets_the_time_since_the_last_one()
    {
        await using EslConnection connection = await ConnectAsync();
        _time.Advance(TimeSpan.FromSeconds(7));
        TimeSpan before = connection.SinceLastHeartbeat;
        await _server.SendEventAsync("Event-Name: HEARTBEAT\nEvent-Sequence: 1");
        await NextAsync(connection);
        Assert.That((before, connection.SinceLastHeartbeat), Is.EqualTo((TimeSpan.FromSeconds(7), TimeSpan.Zero)));
    }

    [Test]
    public async Task Log_lines_have_a_queue_of_their_own_that_drops_the_oldest_and_counts()
    {
        await using EslConnection connection = await ConnectAsync(o => o with { LogQueueCapacity = 2 });
        foreach (string line in new[] { "one", "two", "three" })
            await _server.SendWithBodyAsync("log/data", line, "Log-Level: 7\n");
        await connection.RoundTripAsync(_server);
        connection.Logs.TryRead(out EslLogLine? oldest);
        Assert.That((oldest!.Text, connection.DroppedLogLines), Is.EqualTo(("two", 1L)));
    }

    [TestCase("a\nb", "line feed")]
    [TestCase("a\rb", "carriage return")]
    [TestCase("a\0b", "NUL")]
    public async Task What_would_end_a_line_is_refused_before_it_is_sent(string text, string problem)
    {
        await using EslConnection connection = await ConnectAsync();
        Assert.That(() => connection.SendAsync(EslCommand.Raw("filter " + text)), Throws.InstanceOf<EslArgumentException>().With.Message.Contains(problem));
    }

    [Test]
    public async Task Closing_from_this_side_fails_what_waits_and_tells_why()
    {
        EslConnection connection = await ConnectAsync();
        Task<string> waiting = connection.ApiAsync(EslCommands.HostName());
        await connection.DisposeAsync();
        Assert.That((await Assert.ThrowsAsync<EslConnectionLostException>(() => waiting))!.Message, Does.Contain("closed by this side"));
        Assert.That(await connection.Closed, Is.InstanceOf<EslConnectionLostException>());
    }

    [Test]
    public void The_password_is_not_printed()
    {
        Assert.That(Options().ToString(), Does.Not.Contain(Password));
    }

    private EslOptions Options() => new() { Port = _server.Port, Password = Password, NewJobId = () => s_job };

    private async Task<EslConnection> ConnectAsync(Func<EslOptions, EslOptions>? change = null)
    {
        EslOptions options = change is null ? Options() : change(Options());
        Task<EslConnection> connecting = EslConnection.ConnectAsync(options, _time);
        await _server.AcceptAndGreetAsync();
        return await connecting;
    }

    private Task AcceptJobAsync(Guid id) => _server.ReplyAsync($"+OK Job-UUID: {id:D}", $"Job-UUID: {id:D}\n");

    private Task SendResultAsync(Guid id, string result) => _server.SendEventAsync($"Event-Name: BACKGROUND_JOB\nJob-UUID: {id:D}", result);

    private static async Task<string> NextAsync(EslConnection connection)
    {
        using EslEvent received = await connection.Events.ReadAsync();
        return $"{received.Name} {received.Get("Event-Sequence")}";
    }
}
