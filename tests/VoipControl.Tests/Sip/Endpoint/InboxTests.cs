using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Endpoint;

/// <summary>What is refused before any call or handler sees it, and with what (RFC 3261 8.2, 9.2, 12.2.2).</summary>
public sealed class InboxTests
{
    private SipParty _bob = null!;
    private SipWire _wire = null!;

    [SetUp]
    public async Task SetUp()
    {
        _bob = new SipParty();
        await _bob.Endpoint.StartAsync();
        _wire = new SipWire();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _bob.DisposeAsync();
        _wire.Dispose();
    }

    private string Uri => $"sip:bob@{_bob.Address}";

    private async Task<SipResponse> AskAsync(string request)
    {
        _wire.Send(request, _bob.Address);
        return await _wire.ReceiveAsync<SipResponse>();
    }

    private string Request(string method, string extra = "", string? toTag = null, uint sequence = 1, string callId = "call@wire", string? branch = null, int maxForwards = 70) =>
        _wire.Text.Request(method, Uri, callId, "w", toTag, sequence, extra, branch, maxForwards);

    [TestCase("BYE")]
    [TestCase("INFO")]
    [TestCase("INVITE")]
    [TestCase("UPDATE")]
    [TestCase("NOTIFY")]
    public async Task A_request_within_a_call_that_is_not_there_is_481(string method) =>
        Assert.That((await AskAsync(Request(method, toTag: "nobody"))).Status, Is.EqualTo(481));

    [TestCase("BYE")]
    [TestCase("CANCEL")]
    [TestCase("PRACK")]
    public async Task A_request_that_only_makes_sense_within_a_call_is_481_without_one(string method) =>
        Assert.That((await AskAsync(Request(method))).Status, Is.EqualTo(481));

    [Test]
    public async Task An_unknown_method_is_501_and_told_what_is_known()
    {
        var response = await AskAsync(Request("DANCE"));
        Assert.That((response.Status, response.Headers[SipHeaderNames.Allow]), Is.EqualTo((501, SipSender.Allow)));
    }

    [Test]
    public async Task An_extension_that_is_required_and_unknown_is_420_and_named()
    {
        var response = await AskAsync(Request("INVITE", "Require: 100rel, timer, magic\r\n"));
        Assert.That((response.Status, response.Headers[SipHeaderNames.Unsupported]), Is.EqualTo((420, "100rel, magic")));
    }

    [Test]
    public async Task A_call_with_no_hops_left_is_483() =>
        Assert.That((await AskAsync(Request("INVITE", maxForwards: 0))).Status, Is.EqualTo(483));

    [Test]
    public async Task OPTIONS_with_no_hops_left_is_answered()
    {
        _bob.Requested = request => request.Respond(200);
        Assert.That((await AskAsync(Request("OPTIONS", maxForwards: 0))).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_branch_of_RFC_2543_is_refused_with_its_name()
    {
        var response = await AskAsync(Request("OPTIONS", branch: "1"));
        Assert.That((response.Status, response.Reason), Is.EqualTo((400, "Via branch without magic cookie: RFC 2543 is not spoken here")));
    }

    [Test]
    public async Task The_same_call_over_a_second_path_is_482()
    {
        _wire.Send(Request("INVITE"), _bob.Address);
        await _bob.NextCallAsync();
        Assert.That((await AskAsync(Request("INVITE"))).Status, Is.EqualTo(482));
    }

    [Test]
    public async Task A_session_timer_shorter_than_ours_is_422_and_told_the_least()
    {
        var response = await AskAsync(Request("INVITE", "Supported: timer\r\nSession-Expires: 60\r\n"));
        Assert.That((response.Status, response.Headers[SipHeaderNames.MinSe]), Is.EqualTo((422, "90")));
    }

    [Test]
    public async Task A_body_that_is_no_session_description_is_415_and_told_what_is_read()
    {
        var request = Request("INVITE", "Content-Type: text/html\r\n").Replace("Content-Length: 0\r\n\r\n", "Content-Length: 2\r\n\r\nhi", StringComparison.Ordinal);
        var response = await AskAsync(request);
        Assert.That((response.Status, response.Headers[SipHeaderNames.Accept]), Is.EqualTo((415, "application/sdp")));
    }

    [Test]
    public async Task A_message_that_lacks_what_every_message_has_is_400_to_where_it_came_from()
    {
        _wire.Send(Request("OPTIONS").Replace("CSeq: 1 OPTIONS\r\n", "", StringComparison.Ordinal), _bob.Address);
        Assert.That(await _wire.ReceiveTextAsync(), Does.StartWith("SIP/2.0 400 Missing CSeq\r\n"));
    }

    [Test]
    public async Task A_request_out_of_order_is_500_and_changes_nothing()
    {
        var (call, tag) = await EstablishAsync(sequence: 10);
        var response = await AskAsync(Request("BYE", toTag: tag, sequence: 9));
        Assert.That((response.Status, call.Call.State), Is.EqualTo((500, SipCallState.Confirmed)));
    }

    [Test]
    public async Task A_request_with_another_from_tag_than_the_peers_is_481_and_changes_nothing()
    {
        var (call, tag) = await EstablishAsync(sequence: 10);
        var response = await AskAsync(Request("BYE", toTag: tag, sequence: 11).Replace(";tag=w\r\n", ";tag=stranger\r\n", StringComparison.Ordinal));
        Assert.That((response.Status, call.Call.State), Is.EqualTo((481, SipCallState.Confirmed)));
    }

    [Test]
    public async Task A_repeated_request_gets_the_same_answer_and_is_handled_once()
    {
        var count = 0;
        _bob.Requested = request =>
        {
            count++;
            request.Respond(200);
        };
        var request = Request("OPTIONS", branch: "z9hG4bKsame");
        var first = await AskAsync(request);
        var second = await AskAsync(request);
        Assert.That((count, second.ToTag), Is.EqualTo((1, first.ToTag)));
    }

    [Test]
    public async Task Answers_go_where_the_request_came_from_and_say_so()
    {
        _bob.Requested = request => request.Respond(200);
        var response = await AskAsync(Request("OPTIONS").Replace($"UDP {_wire.Local}", "UDP phone.invalid:5060", StringComparison.Ordinal));
        Assert.That((response.TopVia.Received, response.TopVia.Rport), Is.EqualTo(("127.0.0.1", (int?)_wire.Local.Port)));
    }

    [Test]
    public async Task A_call_too_many_is_503_with_a_time_to_come_back()
    {
        await using var small = new SipParty(change: options => options with { MaxCalls = 0 });
        await small.Endpoint.StartAsync();
        _wire.Send(Request("INVITE"), small.Address);
        var response = await _wire.ReceiveAsync<SipResponse>();
        Assert.That((response.Status, response.Headers[SipHeaderNames.RetryAfter]), Is.EqualTo((503, "5")));
    }

    [Test]
    public async Task A_request_of_a_call_too_many_is_503_and_the_call_lives()
    {
        await using var small = new SipParty(change: options => options with { MaxTransactionsPerCall = 3 });
        await small.Endpoint.StartAsync();
        small.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        await using var alice = new SipParty();
        await alice.Endpoint.StartAsync();
        var caller = alice.Place(small.Address);
        await (await small.NextCallAsync()).Confirmed;
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
            statuses.Add((await caller.Call.RequestAsync(SipMethods.Info).WaitAsync(SipParty.Limit)).Status);
        Assert.That(statuses, Is.EqualTo(new[] { 200, 200, 200, 503 }));
        Assert.That(caller.Call.State, Is.EqualTo(SipCallState.Confirmed));
        caller.Call.HangUp();
        await Poll.UntilAsync("the BYE to be taken all the same", SipParty.Limit, TimeProvider.System, () => small.Endpoint.Statistics.Calls == 0);
    }

    [Test]
    public async Task A_handler_that_throws_stops_nothing()
    {
        _bob.Requested = _ => throw new InvalidOperationException("on purpose");
        _wire.Send(Request("MESSAGE"), _bob.Address);
        _bob.Answering = call => call.Call.Reject(486);
        var response = await AskAsync(Request("INVITE"));
        Assert.That((response.Status, _bob.Errors.Single().Message), Is.EqualTo((486, "on purpose")));
    }

    // A call of the wire with the endpoint, with its tag there.
    private async Task<(SipPartyCall Call, string Tag)> EstablishAsync(uint sequence)
    {
        _bob.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        var response = await AskAsync(Request("INVITE", sequence: sequence));
        var call = await _bob.NextCallAsync();
        _wire.Send(Request("ACK", toTag: response.ToTag, sequence: sequence), _bob.Address);
        await call.Confirmed;
        return (call, response.ToTag!);
    }
}
