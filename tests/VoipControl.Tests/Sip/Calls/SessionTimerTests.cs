using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>RFC 4028: what is agreed, who refreshes, and what happens when nobody does.</summary>
public sealed class SessionTimerTests
{
    private readonly FakeTimeProvider _time = new();
    private SipPath _path = null!;
    private SipParty _alice = null!;
    private SipParty _bob = null!;

    [SetUp]
    public async Task SetUp()
    {
        _path = new SipPath();
        (_alice, _bob) = await SipParty.PairAsync(_path, time: _time);
        _bob.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
    }

    [TearDown]
    public async Task TearDown()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _path.DisposeAsync();
    }

    private async Task<(SipPartyCall Caller, SipPartyCall Callee)> EstablishAsync(string? expires = "120", params SipHeader[] headers)
    {
        var caller = _alice.Place(_path.Right, change: setup => setup with
        {
            SessionExpires = expires is null ? null : TimeSpan.FromSeconds(int.Parse(expires, System.Globalization.CultureInfo.InvariantCulture)),
            Headers = headers,
        });
        var callee = await _bob.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        return (caller, callee);
    }

    private Task LadderHasAsync(string line) =>
        Poll.UntilAsync(line, SipParty.Limit, TimeProvider.System, () => _path.Ladder.Contains(line), TimeSpan.FromMilliseconds(5));

    [Test]
    public async Task The_callee_agrees_and_the_caller_refreshes()
    {
        var (caller, callee) = await EstablishAsync();
        Assert.Multiple(() =>
        {
            Assert.That((caller.Call.Snapshot().SessionExpires, caller.Call.Snapshot().IsRefresher), Is.EqualTo(((int?)120, true)));
            Assert.That((callee.Call.Snapshot().SessionExpires, callee.Call.Snapshot().IsRefresher), Is.EqualTo(((int?)120, false)));
            Assert.That(_path.Texts.Single(text => text.StartsWith("SIP/2.0 200", StringComparison.Ordinal)), Does.Contain("Session-Expires: 120;refresher=uac").And.Contain("Require: timer"));
        });
    }

    [Test]
    public async Task The_refresher_sends_UPDATE_at_half_time_and_both_go_on()
    {
        var (caller, callee) = await EstablishAsync();
        for (var half = 0; half < 4; half++)
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            await Poll.UntilAsync(
                "the refresh", SipParty.Limit, TimeProvider.System, () => _path.Ladder.Count(line => line == "< 200 UPDATE") == half + 1, TimeSpan.FromMilliseconds(5));
        }

        Assert.That((caller.Call.State, callee.Call.State), Is.EqualTo((SipCallState.Confirmed, SipCallState.Confirmed)));
    }

    [Test]
    public async Task A_peer_without_UPDATE_is_refreshed_with_an_unchanged_reinvite()
    {
        using var wire = new SipWire();
        await using var alice = new SipParty(time: _time);
        await alice.Endpoint.StartAsync();
        var caller = alice.Place(wire.Local, change: setup => setup with { SessionExpires = TimeSpan.FromSeconds(120) });
        var invite = (SipRequest)await wire.ReceiveAsync();
        var answer = invite.CreateResponse(200, null, "w");
        answer.Headers.Add(SipHeaderNames.Contact, $"<sip:w@{wire.Local}>");
        answer.Headers.Add(SipHeaderNames.SessionExpires, "120;refresher=uac");
        answer.SetBody("application/sdp", SipParty.Sdp(5000));
        wire.Send(answer.ToBytes(), alice.Address);
        await caller.Answered;
        await wire.ReceiveAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        var refresh = (SipRequest)await wire.ReceiveAsync();
        Assert.That(
            (refresh.Method, refresh.Body.Span.SequenceEqual(SipParty.Sdp(4000).Span), refresh.Headers[SipHeaderNames.SessionExpires]),
            Is.EqualTo((SipMethods.Invite, true, "120;refresher=uac")));
    }

    [Test]
    public async Task A_session_that_is_not_refreshed_ends_with_BYE_a_little_before_its_time()
    {
        var (_, callee) = await EstablishAsync();
        _path.Drop = (_, line) => line == "> UPDATE";
        _time.Advance(TimeSpan.FromSeconds(87));
        var before = callee.Call.State;
        _time.Advance(TimeSpan.FromSeconds(2));
        var end = await callee.Ended;
        await LadderHasAsync("< BYE");
        Assert.That((before, end.By), Is.EqualTo((SipCallState.Confirmed, SipCallEndedBy.Timeout)));
    }

    [Test]
    public async Task A_too_short_timer_is_raised_to_what_the_callee_wants()
    {
        var (caller, _) = await EstablishAsync("60");
        Assert.That(_path.Ladder.Take(5), Is.EqualTo(new[] { "> INVITE", "< 422 INVITE", "> ACK", "> INVITE", "< 200 INVITE" }));
        Assert.That(caller.Call.Snapshot().SessionExpires, Is.EqualTo(90));
    }

    [Test]
    public async Task Without_a_wish_there_is_no_timer()
    {
        var (caller, callee) = await EstablishAsync(null);
        Assert.That((caller.Call.Snapshot().SessionExpires, callee.Call.Snapshot().SessionExpires), Is.EqualTo(((int?)null, (int?)null)));
    }

    [TestCase("Supported: timer\r\nSession-Expires: 600;refresher=uas", true)]
    [TestCase("Supported: timer\r\nSession-Expires: 600;refresher=uac", false)]
    [TestCase("Supported: timer\r\nSession-Expires: 600", false)]
    [TestCase("Session-Expires: 600", true, Description = "a proxy asks for a peer that knows no timers")]
    public void Who_refreshes_an_incoming_call(string headers, bool weRefresh)
    {
        var text = new SipRequestText(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 5070)).Request("INVITE", "sip:b@127.0.0.1", "c", "a", null, 1, headers + "\r\n");
        var terms = SipSessionTerms.OfRequest((SipRequest)SipParser.Parse(System.Text.Encoding.ASCII.GetBytes(text)).Message!);
        Assert.That(terms, Is.EqualTo(new SipSessionTerms(TimeSpan.FromMinutes(10), weRefresh)));
    }

    [TestCase(500)]
    [TestCase(491)]
    [TestCase(503)]
    public async Task A_refresh_that_the_peer_has_no_time_for_is_tried_again(int status)
    {
        using var wire = new SipWire();
        await using var alice = new SipParty(time: _time);
        await alice.Endpoint.StartAsync();
        var caller = alice.Place(wire.Local, change: setup => setup with { SessionExpires = TimeSpan.FromSeconds(120) });
        Answer(await wire.ReceiveAsync(), 200);
        await caller.Answered;
        await wire.ReceiveAsync<SipRequest>();
        _time.Advance(TimeSpan.FromSeconds(60));
        Answer(await wire.ReceiveAsync(), status);
        await Poll.UntilAsync("the refusal", SipParty.Limit, TimeProvider.System, () => alice.Endpoint.Statistics is { Received: 2, ClientTransactions: > 0 }, TimeSpan.FromMilliseconds(5));
        // Read by now, so that what comes next is no repetition.
        await alice.Endpoint.OptionsAsync(SipUri.Parse("sips:nobody")).WaitAsync(SipParty.Limit);
        var again = Task.Run(() => wire.ReceiveAsync());
        await Poll.UntilAsync("another refresh", SipParty.Limit, TimeProvider.System, () =>
        {
            if (!again.IsCompleted && caller.Call.State == SipCallState.Confirmed)
                _time.Advance(TimeSpan.FromSeconds(1));
            return again.IsCompleted || caller.Call.State == SipCallState.Ended;
        });
        Assert.That(((SipRequest)await again).Method, Is.EqualTo(SipMethods.Update));

        void Answer(SipMessage request, int with)
        {
            var answer = ((SipRequest)request).CreateResponse(with, null, "w");
            answer.Headers.Add(SipHeaderNames.Contact, $"<sip:w@{wire.Local}>");
            answer.Headers.Add(SipHeaderNames.Allow, "INVITE, ACK, BYE, CANCEL, UPDATE");
            answer.Headers.Add(SipHeaderNames.SessionExpires, "120;refresher=uac");
            if (with == 200)
                answer.SetBody("application/sdp", SipParty.Sdp(5000));
            wire.Send(answer.ToBytes(), alice.Address);
        }
    }
}
