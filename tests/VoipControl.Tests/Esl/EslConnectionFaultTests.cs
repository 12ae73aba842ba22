using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using VoipControl.Esl;
using VoipControl.Testing;

namespace VoipControl.Tests.Esl;

/// <summary>What a switch, a network or a stranger may do to a connection, and what is told about it.</summary>
[CancelAfter(30_000)]
internal sealed class EslConnectionFaultTests
{
    private const string Password = "clue-con-secret";

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
    public async Task A_wrong_password_is_typed_and_the_password_is_not_repeated()
    {
        Task<EslConnection> connecting = EslConnection.ConnectAsync(Options(), _time);
        await _server.AcceptAsync();
        await _server.SendAsync("Content-Type: auth/request\n\n");
        string command = await _server.NextCommandAsync();
        await _server.ReplyAsync("-ERR invalid");
        EslException refused = (await Assert.ThrowsAsync<EslAuthenticationRefusedException>(() => connecting))!;
        Assert.That((command, refused.ToString().Contains(Password)), Is.EqualTo(($"auth {Password}", false)));
    }

    [Test]
    public async Task A_rude_rejection_means_the_address_is_not_allowed()
    {
        Task<EslConnection> connecting = EslConnection.ConnectAsync(Options(), _time);
        await _server.AcceptAsync();
        await _server.SendWithBodyAsync("text/rude-rejection", "Access Denied, go away.\n");
        await Assert.ThrowsAsync<EslAddressNotAllowedException>(() => connecting);
    }

    [Test]
    public async Task A_port_where_nobody_listens_is_a_lost_connection_that_names_the_address()
    {
        int port = FreePort();
        EslException lost = (await Assert.ThrowsAsync<EslConnectionLostException>(() => EslConnection.ConnectAsync(Options() with { Port = port }, _time)))!;
        Assert.That(lost.Message, Does.Contain($"127.0.0.1:{port}"));
    }

    [Test]
    public async Task A_server_of_another_protocol_is_a_protocol_error()
    {
        Task<EslConnection> connecting = EslConnection.ConnectAsync(Options(), _time);
        await _server.AcceptAsync();
        await _server.SendAsync("SSH-2.0-OpenSSH_9.2\r\n\n\n");
        await Assert.ThrowsAsync<EslProtocolException>(() => connecting);
    }

    [Test]
    public async Task Half_a_greeting_and_then_silence_times_out()
    {
        Task<EslConnection> connecting = EslConnection.ConnectAsync(Options(), _time);
        await _server.AcceptAsync();
        await _server.SendAsync("Content-Type: auth/req");
        _time.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<EslTimeoutException>(() => connecting);
    }

    [Test]
    public async Task A_greeting_that_ends_is_a_lost_connection()
    {
        Task<EslConnection> connecting = EslConnection.ConnectAsync(Options(), _time);
        await _server.AcceptAsync();
        _server.Close();
        await Assert.ThrowsAsync<EslConnectionLostException>(() => connecting);
    }

    [Test]
    public async Task Connecting_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        Task<EslConnection> connecting = EslConnection.ConnectAsync(Options(), _time, cancel.Token);
        await _server.AcceptAsync();
        await cancel.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => connecting);
    }

    [TestCase("pass\nword")]
    [TestCase("pass\rword")]
    [TestCase("pass\0word")]
    public async Task A_password_that_would_be_two_lines_is_refused_without_being_repeated(string password)
    {
        EslException refused = (await Assert.ThrowsAsync<EslArgumentException>(() => EslConnection.ConnectAsync(Options() with { Password = password }, _time)))!;
        Assert.That((refused.Message.StartsWith("password:", StringComparison.Ordinal), refused.Message.Contains("word\0", StringComparison.Ordinal) || refused.Message.Contains(password, StringComparison.Ordinal)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_lost_connection_fails_every_command_that_waits()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> api = connection.ApiAsync(EslCommands.HostName());
        Task<EslReply> command = connection.SendAsync(EslCommand.NoLog());
        Task<string> job = connection.BgApiAsync(EslCommands.Status());
        for (int i = 0; i < 3; i++)
            await _server.NextCommandAsync();
        _server.Close();
        await Assert.MultipleAsync(async () =>
        {
            await Assert.ThrowsAsync<EslConnectionLostException>(() => api);
            await Assert.ThrowsAsync<EslConnectionLostException>(() => command);
            await Assert.ThrowsAsync<EslConnectionLostException>(() => job);
        });
    }

    [Test]
    public async Task A_job_that_was_accepted_fails_with_the_connection()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> job = connection.BgApiAsync(EslCommands.Status());
        string command = await _server.NextCommandAsync();
        string id = command.Split("Job-UUID: ")[1];
        await _server.ReplyAsync("+OK", $"Job-UUID: {id}\n");
        await connection.RoundTripAsync(_server);
        _server.Close();
        await Assert.ThrowsAsync<EslConnectionLostException>(() => job);
    }

    [Test]
    public async Task A_command_after_the_end_fails_at_once()
    {
        await using EslConnection connection = await ConnectAsync();
        _server.Close();
        await connection.Closed;
        await Assert.ThrowsAsync<EslConnectionLostException>(() => connection.ApiAsync(EslCommands.HostName()));
    }

    [Test]
    public async Task A_full_queue_closes_the_connection_and_tells_why()
    {
        await using EslConnection connection = await ConnectAsync(o => o with { EventQueueCapacity = 3 });
        Task<string> waiting = connection.ApiAsync(EslCommands.HostName());
        await _server.NextCommandAsync();
        for (int i = 0; i < 4; i++)
            await _server.SendEventAsync($"Event-Name: CHANNEL_STATE\nEvent-Sequence: {i}");
        EslException reason = await connection.Closed;
        EslException lost = (await Assert.ThrowsAsync<EslConnectionLostException>(() => waiting))!;
        Assert.That((reason, lost.InnerException), Is.EqualTo((reason as EslQueueFullException, reason)));
    }

    [Test]
    public async Task Events_before_the_end_can_still_be_read_and_then_the_reason_comes()
    {
        await using EslConnection connection = await ConnectAsync(o => o with { EventQueueCapacity = 3 });
        for (int i = 0; i < 4; i++)
            await _server.SendEventAsync($"Event-Name: CHANNEL_STATE\nEvent-Sequence: {i}");
        await connection.Closed;
        int read = 0;
        EslConnectionLostException lost = (await Assert.ThrowsAsync<EslConnectionLostException>(async () =>
        {
            await foreach (EslEvent received in connection.Events.ReadAllAsync())
            {
                received.Dispose();
                read++;
            }
        }))!;
        Assert.That((read, lost.InnerException is EslQueueFullException), Is.EqualTo((3, true)));
    }

    [Test]
    public async Task A_disconnect_notice_ends_the_connection_with_its_words()
    {
        await using EslConnection connection = await ConnectAsync();
        await _server.SendWithBodyAsync("text/disconnect-notice", "Disconnected, goodbye.\nSee you at ClueCon!\n");
        Assert.That((await connection.Closed).Message, Is.EqualTo("The switch said goodbye: Disconnected, goodbye. See you at ClueCon!"));
    }

    [Test]
    public async Task A_notice_that_a_session_lingers_ends_nothing()
    {
        await using EslConnection connection = await ConnectAsync();
        await _server.SendWithBodyAsync("text/disconnect-notice", "", "Content-Disposition: linger\n");
        await connection.RoundTripAsync(_server);
        Assert.That(connection.Closed.IsCompleted, Is.False);
    }

    [Test]
    public async Task Half_a_message_and_then_silence_closes_the_connection()
    {
        await using EslConnection connection = await ConnectAsync();
        await connection.RoundTripAsync(_server);
        await _server.SendAsync("Content-Length: 100\nContent-Type: text/event-plain\n\nEvent-Name: CHANNEL");
        await AdvanceUntilClosedAsync(connection);
        Assert.That(await connection.Closed, Is.InstanceOf<EslTimeoutException>().With.Message.Contains("half a message"));
    }

    [Test]
    public async Task Silence_between_messages_closes_nothing()
    {
        await using EslConnection connection = await ConnectAsync();
        await connection.RoundTripAsync(_server);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(connection.Closed.IsCompleted, Is.False);
    }

    [Test]
    public async Task The_end_in_the_middle_of_a_message_is_told()
    {
        await using EslConnection connection = await ConnectAsync();
        await _server.SendAsync("Content-Length: 100\nContent-Type: text/event-plain\n\nEvent-Name: CHANNEL");
        _server.Close();
        Assert.That((await connection.Closed).Message, Does.Contain("in the middle of a message"));
    }

    [TestCase("Content-Length: 2147483648\nContent-Type: text/event-plain\n\n", "Content-Length is 2147483648")]
    [TestCase("Content-Length: -7\nContent-Type: text/event-plain\n\n", "negative")]
    [TestCase("Content-Length: many\nContent-Type: text/event-plain\n\n", "not a number")]
    [TestCase("Content-Length 7\n\n", "no name and colon")]
    [TestCase("Content-Type: command/reply\nReply-Text: +OK\n\n", "no command waits")]
    [TestCase("Content-Type: auth/request\n\n", "AuthRequest on an authenticated connection")]
    public async Task A_protocol_error_closes_the_connection_and_is_named(string text, string problem)
    {
        await using EslConnection connection = await ConnectAsync();
        await _server.SendAsync(text);
        Assert.That(await connection.Closed, Is.InstanceOf<EslProtocolException>().With.Message.Contains(problem));
    }

    [Test]
    public async Task A_header_of_10_MB_closes_the_connection()
    {
        await using EslConnection connection = await ConnectAsync();
        Task sending = SendUntilClosedAsync(new byte[10 * 1024 * 1024].Select(_ => (byte)'x').ToArray());
        Assert.That(await connection.Closed, Is.InstanceOf<EslProtocolException>().With.Message.Contains("longer than"));
        await sending;
    }

    [Test]
    public async Task An_answer_of_the_wrong_kind_closes_the_connection()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<EslReply> sent = connection.SendAsync(EslCommand.NoLog());
        await _server.RespondAsync("what");
        await Assert.ThrowsAsync<EslProtocolException>(() => sent);
        Assert.That(await connection.Closed, Is.InstanceOf<EslProtocolException>());
    }

    [Test]
    public async Task A_switch_that_ignores_our_job_id_is_a_protocol_error()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> job = connection.BgApiAsync(EslCommands.Status());
        await _server.ReplyAsync("+OK", "Job-UUID: 99999999-2222-3333-4444-555555555555\n");
        await Assert.ThrowsAsync<EslProtocolException>(() => job);
    }

    [Test]
    public async Task Bytes_that_are_not_UTF8_are_no_error()
    {
        await using EslConnection connection = await ConnectAsync();
        Task<string> sent = connection.ApiAsync(EslCommands.HostName());
        await _server.SendAsync((byte[])[.. "Content-Type: api/response\nContent-Length: 3\n\na"u8, 0xff, .. "b"u8]);
        Assert.That(await sent, Is.EqualTo("a\ufffdb"));
    }

    private EslOptions Options() => new() { Port = _server.Port, Password = Password };

    private async Task<EslConnection> ConnectAsync(Func<EslOptions, EslOptions>? change = null)
    {
        EslOptions options = change is null ? Options() : change(Options());
        Task<EslConnection> connecting = EslConnection.ConnectAsync(options, _time);
        await _server.AcceptAndGreetAsync();
        return await connecting;
    }

    // The half message travels on its own time: time moves on until the connection has seen it for long enough.
    private async Task AdvanceUntilClosedAsync(EslConnection connection)
    {
        while (!connection.Closed.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(4));
            await Task.Yield();
        }
    }

    private async Task SendUntilClosedAsync(byte[] bytes)
    {
        try
        {
            await _server.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // The client hung up in the middle, which is what this is about.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
