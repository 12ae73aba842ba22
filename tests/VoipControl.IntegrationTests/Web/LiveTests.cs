using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Store.Queries;

namespace VoipControl.IntegrationTests.Web;

[NonParallelizable]
public sealed class LiveTests
{
    private WebHost _host = null!;
    private FakePbx _pbx = null!;

    [SetUp]
    public async Task Start()
    {
        _pbx = await FakePbx.StartAsync();
        _host = await WebHost.StartAsync(null, ("Web:LiveRingSize", "8"), ("Web:LiveHeartbeatSeconds", "1"), ("Web:LiveClientLimit", "2"), ("Web:LiveClientQueue", "16"),
            ("Web:TokenRecheckSeconds", "1"), ("Web:PbxRetryMaxSeconds", "1"));
        await _host.AddNodeAsync("fs1", _pbx.Url);
        await StreamOpenAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _host.DisposeAsync();
        await _pbx.DisposeAsync();
        _host.Database.Dispose();
    }

    [Test]
    public async Task A_client_gets_a_snapshot_first()
    {
        var call = SampleCalls.Call();
        _pbx.Push(call);
        await KnownAsync(call);
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        var first = await feed.NextAsync();
        Assert.That((first.Kind, first.Data.GetProperty("calls")[0].GetProperty("id").GetString(), first.Data.GetProperty("sources")[0].GetRawText().Contains("\"connected\":true")),
            Is.EqualTo(("snapshot", call.Id.ToString(), true)));
    }

    [Test]
    public async Task Changes_follow_in_order()
    {
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        var call = SampleCalls.Call(state: CallState.Ringing);
        _pbx.Push(call);
        _pbx.Push(call with { State = CallState.Talking });
        _pbx.Push(call with { State = CallState.Ended, EndedAt = SampleCalls.Noon });
        var states = new List<string?>();
        for (var i = 0; i < 3; i++) states.Add((await feed.NextAsync("call")).Data.GetProperty("state").GetString());
        Assert.That(states, Is.EqualTo(new[] { "Ringing", "Talking", "Ended" }));
    }

    [Test]
    public async Task A_call_that_became_part_of_another_is_removed()
    {
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        var call = SampleCalls.Call();
        _pbx.Push(call);
        _pbx.Remove(call.Id);
        Assert.That((await feed.NextAsync("removed")).Data.GetProperty("id").GetString(), Is.EqualTo(call.Id.ToString()));
    }

    [Test]
    public async Task A_client_that_comes_back_gets_what_it_missed_and_no_snapshot()
    {
        string lastId;
        using (var feed = await SseReader.OpenAsync(_host.Client, _host.Token))
        {
            _pbx.Push(SampleCalls.Call());
            lastId = (await feed.NextAsync("call")).Id!;
        }
        var missed = SampleCalls.Call();
        _pbx.Push(missed);
        await KnownAsync(missed);
        using var again = await SseReader.OpenAsync(_host.Client, _host.Token, lastId);
        var first = await again.NextAsync();
        Assert.That((first.Kind, first.Data.GetProperty("id").GetString()), Is.EqualTo(("call", missed.Id.ToString())));
    }

    [Test]
    public async Task A_client_that_comes_back_too_late_gets_a_snapshot()
    {
        string lastId;
        using (var feed = await SseReader.OpenAsync(_host.Client, _host.Token)) lastId = (await feed.NextAsync("snapshot")).Id!;
        CallView? last = null;
        for (var i = 0; i < 9; i++) _pbx.Push(last = SampleCalls.Call());
        await KnownAsync(last!);
        using var again = await SseReader.OpenAsync(_host.Client, _host.Token, lastId);
        Assert.That((await again.NextAsync()).Kind, Is.EqualTo("snapshot"));
    }

    [TestCase("0123456789ab-1")]
    [TestCase("nonsense")]
    [TestCase("-")]
    public async Task An_id_of_another_process_gets_a_snapshot(string lastId)
    {
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token, lastId);
        Assert.That((await feed.NextAsync()).Kind, Is.EqualTo("snapshot"));
    }

    [Test]
    public async Task A_tenants_client_sees_only_its_calls()
    {
        var token = await _host.CreateTokenAsync(ApiScope.Read, "acme");
        _pbx.Push(SampleCalls.Call());
        using var feed = await SseReader.OpenAsync(_host.Client, token);
        var snapshot = await feed.NextAsync("snapshot");
        _pbx.Push(SampleCalls.Call());
        var own = SampleCalls.Call(tenant: "acme");
        _pbx.Push(own);
        var change = await feed.NextAsync("call");
        Assert.That((snapshot.Data.GetProperty("calls").GetArrayLength(), change.Data.GetProperty("id").GetString()), Is.EqualTo((0, own.Id.ToString())));
    }

    [Test]
    public async Task Calls_of_a_lost_stream_stay_and_are_marked()
    {
        var call = SampleCalls.Call();
        _pbx.Push(call);
        await KnownAsync(call);
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        await feed.NextAsync("snapshot");
        await _pbx.DisposeAsync();
        var source = await feed.NextAsync("source");
        Assert.That((source.Data.GetProperty("connected").GetBoolean(), source.Data.GetProperty("nodes")[0].GetString(), (await _host.GetAsync($"/api/v1/calls/{call.Id}")).Status),
            Is.EqualTo((false, "fs1", 200)));
    }

    [Test]
    public async Task After_a_reconnect_calls_that_ended_unseen_are_removed()
    {
        var (gone, kept) = (SampleCalls.Call(), SampleCalls.Call());
        _pbx.Push(gone);
        _pbx.Push(kept);
        await KnownAsync(kept);
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        await feed.NextAsync("snapshot");
        _pbx.ForgetSilently(gone.Id);
        _pbx.DropStreams();
        var kinds = new List<string>();
        for (var i = 0; i < 3; i++) kinds.Add((await feed.NextAsync()).Kind);
        Assert.That(kinds, Is.EqualTo(new[] { "source", "removed", "source" }));
    }

    [Test]
    public async Task A_line_that_is_no_message_breaks_the_stream_and_it_comes_back()
    {
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        _pbx.SendRaw("what?");
        var lost = await feed.NextAsync("source");
        var back = await feed.NextAsync("source");
        Assert.That((lost.Data.GetProperty("connected").GetBoolean(), back.Data.GetProperty("connected").GetBoolean()), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task Empty_lines_are_passed_over()
    {
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        _pbx.SendRaw("");
        var call = SampleCalls.Call();
        _pbx.Push(call);
        Assert.That((await feed.NextAsync("call")).Data.GetProperty("id").GetString(), Is.EqualTo(call.Id.ToString()));
    }

    [Test]
    public async Task A_second_pbx_process_is_found_and_merged()
    {
        await using var second = await FakePbx.StartAsync();
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        await _host.AddNodeAsync("fs2", second.Url);
        await feed.NextAsync("source");
        var call = SampleCalls.Call(node: "fs2");
        second.Push(call);
        Assert.That((await feed.NextAsync("call")).Data.GetProperty("node").GetString(), Is.EqualTo("fs2"));
    }

    [Test]
    public async Task A_silent_feed_is_kept_alive_by_comments()
    {
        using var feed = await SseReader.OpenAsync(_host.Client, _host.Token);
        await feed.NextAsync("snapshot");
        string? line;
        do line = await feed.LineAsync();
        while (line == "");
        Assert.That(line, Does.StartWith(":"));
    }

    [Test]
    public async Task A_revoked_token_ends_its_feed()
    {
        var token = await _host.Tokens.CreateAsync("short", ApiScope.Read);
        using var feed = await SseReader.OpenAsync(_host.Client, token.Secret);
        await _host.Tokens.RevokeAsync(token.Token.Id);
        Assert.That((await feed.NextAsync("closed")).Data.GetProperty("reason").GetString(), Does.Contain("revoked"));
    }

    [Test]
    public async Task A_revoked_token_ends_its_feed_also_when_changes_never_pause()
    {
        var token = await _host.Tokens.CreateAsync("short", ApiScope.Read);
        using var feed = await SseReader.OpenAsync(_host.Client, token.Secret);
        await _host.Tokens.RevokeAsync(token.Token.Id);
        var closed = feed.NextAsync("closed");
        await WebHost.EventuallyAsync("the feed is closed", () =>
        {
            _pbx.Push(SampleCalls.Call() with { State = CallState.Ringing });
            return Task.FromResult(closed.IsCompleted);
        });
        Assert.That((await closed).Data.GetProperty("reason").GetString(), Does.Contain("revoked"));
    }

    [Test]
    public async Task Clients_above_the_limit_are_refused()
    {
        using var first = await SseReader.OpenAsync(_host.Client, _host.Token);
        using var second = await SseReader.OpenAsync(_host.Client, _host.Token);
        var reply = await _host.GetAsync("/api/v1/live");
        Assert.That((reply.Status, reply.Problem), Is.EqualTo((503, "too-many-clients")));
    }

    [Test]
    public async Task Clients_that_do_not_read_are_cut_off()
    {
        using var first = await StuckClientAsync();
        using var second = await StuckClientAsync();
        var big = new Dictionary<string, string> { ["vc_note"] = new('x', 500_000) };
        await WebHost.EventuallyAsync("there is room for another client", async () =>
        {
            _pbx.Push(SampleCalls.Call() with { Variables = big, State = CallState.Ringing });
            return await OpensAsync();
        });
    }

    [Test]
    public async Task A_feed_without_a_token_is_refused() =>
        Assert.That((await _host.GetAsync("/api/v1/live", "")).Status, Is.EqualTo(401));

    private async Task<TcpClient> StuckClientAsync()
    {
        var client = new TcpClient { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync("127.0.0.1", _host.Client.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /api/v1/live HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {_host.Token}\r\n\r\n"));
        // The first bytes of the answer show that it is counted.
        await client.GetStream().ReadExactlyAsync(new byte[16]);
        return client;
    }

    private async Task<bool> OpensAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
        request.Headers.Authorization = new("Bearer", _host.Token);
        using var response = await _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.IsSuccessStatusCode;
    }

    /// <summary>The fake's stream is open and web has read its snapshot.</summary>
    private async Task StreamOpenAsync()
    {
        var probe = SampleCalls.Call();
        await WebHost.EventuallyAsync("the stream is open", () => Task.FromResult(_pbx.OpenStreams > 0));
        _pbx.Push(probe);
        await KnownAsync(probe);
        _pbx.Push(probe with { State = CallState.Ended });
        await WebHost.EventuallyAsync("the probe is gone", async () => (await _host.GetAsync($"/api/v1/calls/{probe.Id}")).Status == 404);
    }

    private Task KnownAsync(CallView call) =>
        WebHost.EventuallyAsync("the call is known", async () => (await _host.GetAsync($"/api/v1/calls/{call.Id}")).Status == 200);
}
