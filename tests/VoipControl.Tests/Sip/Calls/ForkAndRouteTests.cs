using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>A callee written by hand: forks, recorded routes, challenges, and what else a proxy does to a call.</summary>
public sealed class ForkAndRouteTests
{
    private SipParty _alice = null!;
    private SipWire _wire = null!;

    [SetUp]
    public async Task SetUp()
    {
        _alice = new SipParty();
        await _alice.Endpoint.StartAsync();
        _wire = new SipWire();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _alice.DisposeAsync();
        _wire.Dispose();
    }

    private void Reply(SipRequest request, int status, string tag, Action<SipResponse>? change = null)
    {
        var response = request.CreateResponse(status, null, tag);
        if (request.Method == SipMethods.Invite)
            response.Headers.Add(SipHeaderNames.Contact, $"<sip:{tag}@{_wire.Local}>");
        if (request.Method == SipMethods.Invite && response.IsSuccess)
            response.SetBody("application/sdp", SipParty.Sdp(5000));
        change?.Invoke(response);
        _wire.Send(response.ToBytes(), _alice.Address);
    }

    [Test]
    public async Task Of_two_forks_that_answer_the_first_wins_and_the_other_is_acknowledged_and_ended()
    {
        var caller = _alice.Place(_wire.Local);
        var invite = await _wire.ReceiveAsync<SipRequest>();
        Reply(invite, 180, "one");
        Reply(invite, 180, "two");
        Reply(invite, 200, "two");
        Reply(invite, 200, "one");
        var (ackTwo, ackOne, bye) = (await _wire.ReceiveAsync<SipRequest>(), await _wire.ReceiveAsync<SipRequest>(), await _wire.ReceiveAsync<SipRequest>());
        await caller.Answered;
        Assert.Multiple(() =>
        {
            Assert.That((ackTwo.Method, ackTwo.ToTag, ackTwo.Uri.User), Is.EqualTo(("ACK", "two", "two")));
            Assert.That((ackOne.Method, ackOne.ToTag, ackOne.Uri.User), Is.EqualTo(("ACK", "one", "one")));
            Assert.That((bye.Method, bye.ToTag), Is.EqualTo(("BYE", "one")));
            Assert.That((caller.Call.RemoteTag, caller.Call.State), Is.EqualTo(("two", SipCallState.Confirmed)));
            Assert.That(caller.Events, Is.EqualTo(new[] { "progress 180", "progress 180", "answered 200" }));
        });
    }

    [Test]
    public async Task A_peer_that_answers_without_end_is_not_acknowledged_without_end()
    {
        var caller = _alice.Place(_wire.Local);
        var invite = await _wire.ReceiveAsync<SipRequest>();
        for (var fork = 0; fork < 100; fork++)
            Reply(invite, 200, $"fork{fork}");
        await caller.Answered;
        caller.Call.HangUp();
        var acknowledged = new HashSet<string?>();
        SipRequest request;
        do
        {
            request = await _wire.ReceiveAsync<SipRequest>();
            if (request.Method == SipMethods.Ack)
                acknowledged.Add(request.ToTag);
        }
        while (request.Method != SipMethods.Bye || request.ToTag != "fork0");
        Assert.That(acknowledged, Has.Count.LessThanOrEqualTo(32));
    }

    [Test]
    public async Task An_answer_that_crosses_the_cancel_is_acknowledged_and_ended()
    {
        var caller = _alice.Place(_wire.Local);
        var invite = await _wire.ReceiveAsync<SipRequest>();
        Reply(invite, 180, "one");
        await caller.Ringing;
        caller.Call.HangUp();
        var cancel = await _wire.ReceiveAsync<SipRequest>();
        Reply(invite, 200, "one");
        var (ack, bye) = (await _wire.ReceiveAsync<SipRequest>(), await _wire.ReceiveAsync<SipRequest>());
        var end = await caller.Ended;
        Assert.That((cancel.Method, ack.Method, bye.Method, end.By, end.Status), Is.EqualTo(("CANCEL", "ACK", "BYE", SipCallEndedBy.Local, 487)));
    }

    [Test]
    public async Task Loose_routes_are_followed_in_reverse_of_how_they_were_recorded()
    {
        var caller = _alice.Place(_wire.Local);
        var invite = await _wire.ReceiveAsync<SipRequest>();
        Reply(invite, 200, "one", response =>
        {
            response.Headers.Add(SipHeaderNames.RecordRoute, "<sip:far.invalid;lr>");
            response.Headers.Add(SipHeaderNames.RecordRoute, $"<sip:{_wire.Local};lr>");
        });
        var ack = await _wire.ReceiveAsync<SipRequest>();
        await caller.Answered;
        caller.Call.HangUp();
        var bye = await _wire.ReceiveAsync<SipRequest>();
        Assert.Multiple(() =>
        {
            foreach (var request in new[] { ack, bye })
            {
                Assert.That(request.Uri.User, Is.EqualTo("one"));
                Assert.That(request.Routes.Select(route => route.Uri.ToString()), Is.EqualTo(new[] { $"sip:{_wire.Local};lr", "sip:far.invalid;lr" }));
            }
        });
    }

    [Test]
    public async Task A_strict_router_gets_its_own_uri_and_the_target_goes_to_the_end()
    {
        var caller = _alice.Place(_wire.Local);
        var invite = await _wire.ReceiveAsync<SipRequest>();
        Reply(invite, 200, "one", response =>
        {
            response.Headers.Add(SipHeaderNames.RecordRoute, "<sip:far.invalid;lr>");
            response.Headers.Add(SipHeaderNames.RecordRoute, $"<sip:{_wire.Local}>");
        });
        var ack = await _wire.ReceiveAsync<SipRequest>();
        await caller.Answered;
        Assert.That(ack.Uri.ToString(), Is.EqualTo($"sip:{_wire.Local}"));
        Assert.That(ack.Routes.Select(route => route.Uri.ToString()), Is.EqualTo(new[] { "sip:far.invalid;lr", $"sip:one@{_wire.Local}" }));
    }

    [Test]
    public async Task Section_3_3_a_proxys_challenge_is_answered_and_the_ack_carries_the_credentials()
    {
        var caller = _alice.Place(_wire.Local, change: setup => setup with { Credentials = new SipCredentials("alice", "secret") });
        var first = await _wire.ReceiveAsync<SipRequest>();
        Reply(first, 407, "proxy", response => response.Headers.Add(SipHeaderNames.ProxyAuthenticate, "Digest realm=\"proxy\", nonce=\"n1\", qop=\"auth\""));
        var refusedAck = await _wire.ReceiveAsync<SipRequest>();
        var second = await _wire.ReceiveAsync<SipRequest>();
        Reply(second, 200, "one");
        var ack = await _wire.ReceiveAsync<SipRequest>();
        await caller.Answered;
        Assert.Multiple(() =>
        {
            Assert.That((refusedAck.Method, refusedAck.ToTag), Is.EqualTo(("ACK", "proxy")));
            Assert.That((second.CallId, second.FromTag, second.CSeq.Number > first.CSeq.Number), Is.EqualTo((first.CallId, first.FromTag, true)));
            Assert.That(second.ToTag, Is.Null);
            Assert.That(second.Headers[SipHeaderNames.ProxyAuthorization], Does.Contain("username=\"alice\"").And.Contain("nonce=\"n1\""));
            Assert.That(ack.Headers[SipHeaderNames.ProxyAuthorization], Is.EqualTo(second.Headers[SipHeaderNames.ProxyAuthorization]));
            Assert.That(ack.CSeq.Number, Is.EqualTo(second.CSeq.Number));
        });
    }

    [Test]
    public async Task A_password_that_is_wrong_ends_the_call_with_the_second_challenge()
    {
        var caller = _alice.Place(_wire.Local, change: setup => setup with { Credentials = new SipCredentials("alice", "wrong") });
        for (var round = 0; round < 2; round++)
        {
            Reply(await _wire.ReceiveAsync<SipRequest>(), 401, "r", response => response.Headers.Add(SipHeaderNames.WwwAuthenticate, $"Digest realm=\"r\", nonce=\"n{round}\""));
            await _wire.ReceiveAsync<SipRequest>();
        }

        var end = await caller.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 401)));
    }

    [Test]
    public async Task A_challenge_after_somebody_rang_is_answered_with_a_fresh_call()
    {
        _alice.Place(_wire.Local, change: setup => setup with { Credentials = new SipCredentials("alice", "secret") });
        var first = await _wire.ReceiveAsync<SipRequest>();
        Reply(first, 180, "one", response => response.Headers.Add(SipHeaderNames.RecordRoute, "<sip:far.invalid;lr>"));
        Reply(first, 401, "two", response => response.Headers.Add(SipHeaderNames.WwwAuthenticate, "Digest realm=\"r\", nonce=\"n\""));
        await _wire.ReceiveAsync<SipRequest>();
        var second = await _wire.ReceiveAsync<SipRequest>();
        Assert.That((second.Method, second.ToTag, second.Routes.Count, second.Uri), Is.EqualTo((SipMethods.Invite, (string?)null, 0, first.Uri)));
    }

    [TestCase(404)]
    [TestCase(503)]
    [TestCase(302)]
    public async Task Section_3_10_unsuccessful_calls_end_with_the_status_and_the_response(int status)
    {
        var caller = _alice.Place(_wire.Local);
        Reply(await _wire.ReceiveAsync<SipRequest>(), status, "one", response => response.Headers.Add(SipHeaderNames.Reason, "Q.850;cause=1"));
        var ack = await _wire.ReceiveAsync<SipRequest>();
        var end = await caller.Ended;
        Assert.That((ack.Method, end.By, end.Status, end.Reason), Is.EqualTo(("ACK", SipCallEndedBy.Remote, status, "Q.850;cause=1")));
    }

    [TestCase(7, 7, true)]
    [TestCase(7, 8, false)]
    [TestCase(null, null, false)]
    public void Identifiers_repeat_with_their_seed_and_are_never_the_same_without_one(int? first, int? second, bool same)
    {
        static string Tokens(int? seed)
        {
            var identifiers = new SipIdentifiers(seed is { } given ? new Random(given) : null);
            return identifiers.Tag() + identifiers.CallId() + identifiers.Branch();
        }

        Assert.That(Tokens(first) == Tokens(second), Is.EqualTo(same));
    }

    [Test]
    public async Task A_host_name_is_looked_up_and_one_that_is_not_there_ends_the_call_locally()
    {
        await using var alice = new SipParty(change: options => options with
        {
            Resolve = (host, _) => host == "here.invalid"
                ? Task.FromResult(new[] { System.Net.IPAddress.Loopback })
                : throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound),
        });
        await alice.Endpoint.StartAsync();
        alice.Place(_wire.Local, change: setup => setup with { To = SipUri.Parse($"sip:bob@here.invalid:{_wire.Local.Port}") });
        var invite = await _wire.ReceiveAsync<SipRequest>();
        var end = await alice.Place(_wire.Local, change: setup => setup with { To = SipUri.Parse("sip:bob@nowhere.invalid") }).Ended;
        Assert.That((invite.Uri.Host, end.By, end.Status), Is.EqualTo(("here.invalid", SipCallEndedBy.Transport, 503)));
    }

    [Test]
    public async Task An_options_request_measures_the_round_trip_and_silence_is_no_life()
    {
        var asking = _alice.Endpoint.OptionsAsync(SipUri.Parse($"sip:{_wire.Local}"));
        var options = await _wire.ReceiveAsync<SipRequest>();
        Reply(options, 404, "x");
        var answered = await asking.WaitAsync(SipParty.Limit);
        var silent = await _alice.Endpoint.OptionsAsync(SipUri.Parse($"sip:{_wire.Local}"), new SipRequestOptions { Timeout = TimeSpan.FromMilliseconds(50) }).WaitAsync(SipParty.Limit);
        Assert.That((answered.Status, answered.IsAlive, silent.Status, silent.IsAlive), Is.EqualTo((404, true, 408, false)));
    }
}
