using System.Net;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Endpoint;

/// <summary>The same calls over TCP, and what streams have that datagrams have not.</summary>
public sealed class TcpTests
{
    private readonly FakeTimeProvider _time = new();
    private SipParty _alice = null!;
    private SipParty _bob = null!;

    [SetUp]
    public async Task SetUp()
    {
        (_alice, _bob) = (new SipParty(tcp: true), new SipParty(tcp: true, change: options => options with { MaxConnections = 4 }));
        await _alice.Endpoint.StartAsync();
        await _bob.Endpoint.StartAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
    }

    private static SipCallSetup OverTcp(SipCallSetup setup) => setup with { To = setup.To.WithParameter("transport", "tcp") };

    [Test]
    public async Task A_call_is_set_up_changed_and_ended_by_either_side()
    {
        _bob.Answering = call =>
        {
            call.Offering = offer => offer.Accept(SipParty.Sdp(5000));
            call.Call.Progress(180);
            call.Call.Answer(SipParty.Sdp(5000));
        };
        foreach (var callerEnds in new[] { true, false })
        {
            var caller = _alice.Place(_bob.Address, change: OverTcp);
            caller.Offering = offer => offer.Accept(SipParty.Sdp(4000));
            var callee = await _bob.NextCallAsync();
            await Task.WhenAll(caller.Answered, callee.Confirmed);
            var changed = await caller.Call.ReinviteAsync(SipParty.Sdp(4000, "sendonly", 2)).WaitAsync(SipParty.Limit);
            var back = await callee.Call.ReinviteAsync(SipParty.Sdp(5000, version: 2)).WaitAsync(SipParty.Limit);
            (callerEnds ? caller : callee).Call.HangUp();
            var (one, other) = (await caller.Ended, await callee.Ended);
            Assert.That((callee.Call.RemoteAddress!.Value.Protocol, changed.Status, back.Status, one.Status, other.Status), Is.EqualTo((SipProtocol.Tcp, 200, 200, 200, 200)));
        }
    }

    [Test]
    public async Task A_ringing_call_is_cancelled()
    {
        _bob.Answering = call => call.Call.Progress(180);
        var caller = _alice.Place(_bob.Address, change: OverTcp);
        await caller.Ringing;
        caller.Call.HangUp();
        var end = await (await _bob.NextCallAsync()).Ended;
        Assert.That((end.By, end.Status, (await caller.Ended).Status), Is.EqualTo((SipCallEndedBy.Remote, 487, 487)));
    }

    [Test]
    public async Task A_busy_callee_is_heard()
    {
        _bob.Answering = call => call.Call.Reject(486);
        Assert.That((await _alice.Place(_bob.Address, change: OverTcp).Ended).Status, Is.EqualTo(486));
    }

    [Test]
    public async Task Nobody_listening_is_a_local_503_at_once()
    {
        var gone = _bob.Address;
        await _bob.DisposeAsync();
        var end = await _alice.Place(gone, change: OverTcp).Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Transport, 503)));
    }

    [Test]
    public async Task A_request_in_pieces_is_answered_on_its_connection()
    {
        _bob.Requested = request => request.Respond(200);
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(_bob.Address);
        var text = new SipRequestText((System.Net.IPEndPoint)client.Client.LocalEndPoint!).Request("OPTIONS", $"sip:bob@{_bob.Address}", "c", "a", null, 1)
            .Replace("SIP/2.0/UDP", "SIP/2.0/TCP", StringComparison.Ordinal);
        foreach (var piece in new[] { text[..10], text[10..200], text[200..] })
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(piece));
        var buffer = new byte[4096];
        var read = await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(SipParty.Limit);
        Assert.That(Encoding.ASCII.GetString(buffer, 0, read), Does.StartWith("SIP/2.0 200 OK"));
    }

    [Test]
    public async Task A_stream_that_is_no_sip_is_closed()
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(_bob.Address);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        var read = await client.GetStream().ReadAsync(new byte[4096]).AsTask().WaitAsync(SipParty.Limit);
        Assert.That(read, Is.Zero);
    }

    [Test]
    public async Task A_keep_alive_is_answered()
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(_bob.Address);
        await client.GetStream().WriteAsync("\r\n\r\n"u8.ToArray());
        var buffer = new byte[16];
        var read = await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(SipParty.Limit);
        Assert.That(Encoding.ASCII.GetString(buffer, 0, read), Is.EqualTo("\r\n"));
    }

    [Test]
    public async Task More_connections_than_allowed_are_closed()
    {
        var clients = new List<TcpClient>();
        for (var i = 0; i < 6; i++)
        {
            var client = new TcpClient(AddressFamily.InterNetwork);
            await client.ConnectAsync(_bob.Address);
            clients.Add(client);
        }

        var last = await clients[5].GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(SipParty.Limit);
        Assert.That((last, _bob.Endpoint.Statistics.Connections), Is.EqualTo((0, 4)));
        clients.ForEach(client => client.Dispose());
        await Poll.UntilAsync("the connections to be forgotten", SipParty.Limit, TimeProvider.System, () => _bob.Endpoint.Statistics.Connections == 0);
    }

    [Test]
    public async Task A_peer_is_told_goodbye_before_its_connection_is_closed()
    {
        _bob.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        for (var i = 0; i < 20; i++)
        {
            await using var carol = new SipParty(tcp: true);
            await carol.Endpoint.StartAsync();
            var caller = carol.Place(_bob.Address, change: OverTcp);
            var callee = await _bob.NextCallAsync();
            await Task.WhenAll(caller.Answered, callee.Confirmed);
            await carol.DisposeAsync();
            Assert.That((await callee.Ended).By, Is.EqualTo(SipCallEndedBy.Remote));
        }
    }

    [Test]
    public async Task Whoever_takes_all_connections_loses_its_own_first()
    {
        await using var bob = new SipParty(tcp: true, time: _time, change: options => options with { MaxConnections = 4 });
        await bob.Endpoint.StartAsync();
        using var quiet = await ConnectAsync(bob, "127.0.0.2");
        _time.Advance(TimeSpan.FromSeconds(20));
        var greedy = new List<TcpClient>();
        for (var i = 0; i < 6; i++)
        {
            greedy.Add(await ConnectAsync(bob, "127.0.0.3"));
            await AskAsync(greedy[^1], bob);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        await AskAsync(quiet, bob);
        foreach (var client in greedy)
            client.Dispose();
    }

    private static async Task<TcpClient> ConnectAsync(SipParty to, string from)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(to.Address);
        return client;
    }

    private static async Task AskAsync(TcpClient client, SipParty party)
    {
        var text = new SipRequestText((IPEndPoint)client.Client.LocalEndPoint!).Request("OPTIONS", $"sip:{party.Address}", Guid.NewGuid().ToString("N"), "t", null, 1);
        party.Requested = static incoming => incoming.Respond(200);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text.Replace("SIP/2.0/UDP", "SIP/2.0/TCP", StringComparison.Ordinal)));
        var answer = new byte[4096];
        var read = await client.GetStream().ReadAsync(answer).AsTask().WaitAsync(SipParty.Limit);
        Assert.That(Encoding.ASCII.GetString(answer, 0, read), Does.StartWith("SIP/2.0 200"));
    }
}
