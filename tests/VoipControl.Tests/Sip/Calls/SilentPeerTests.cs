using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>A peer that answers an INVITE and then says nothing, or says it with other tags; time is the test's.</summary>
public sealed class SilentPeerTests
{
    private readonly FakeTimeProvider _time = new();
    private SipWire _wire = null!;
    private SipParty _alice = null!;

    [SetUp]
    public async Task SetUp()
    {
        _wire = new SipWire();
        _alice = new SipParty(time: _time);
        await _alice.Endpoint.StartAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _alice.DisposeAsync();
        _wire.Dispose();
    }

    private void Answer(SipRequest request, int status, string tag = "w")
    {
        var answer = request.CreateResponse(status, null, status == 100 ? null : tag);
        if (tag != "w")
            answer.Headers.Set(SipHeaderNames.To, request.To.WithTag(tag).ToString());
        answer.Headers.Add(SipHeaderNames.Contact, $"<sip:w@{_wire.Local}>");
        if (request.Method == SipMethods.Invite && status >= 180)
            answer.SetBody("application/sdp", SipParty.Sdp(5000));
        _wire.Send(answer.ToBytes(), _alice.Address);
    }

    private async Task<SipPartyCall> EstablishAsync()
    {
        var caller = _alice.Place(_wire.Local);
        Answer(await _wire.ReceiveAsync<SipRequest>(), 200);
        await caller.Answered;
        await _wire.ReceiveAsync<SipRequest>();
        return caller;
    }

    private Task PassUntilAsync(string what, Func<bool> condition) => Poll.UntilAsync(what, SipParty.Limit, TimeProvider.System, () =>
    {
        if (condition())
            return true;
        _time.Advance(TimeSpan.FromSeconds(5));
        return false;
    });

    [Test]
    public async Task A_reinvite_that_is_tried_for_ever_ends_and_so_does_the_call()
    {
        var caller = await EstablishAsync();
        var changing = caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: 2));
        Answer(await _wire.ReceiveAsync<SipRequest>(), 100);
        await Poll.UntilAsync("the 100", SipParty.Limit, TimeProvider.System, () => _alice.Endpoint.Statistics.Received >= 2);
        await PassUntilAsync("the re-INVITE to end", () => changing.IsCompleted);
        Assert.That(((await changing).Status, (await caller.Ended).By), Is.EqualTo((408, SipCallEndedBy.Timeout)));
    }

    [Test]
    public async Task Nothing_is_kept_of_a_reinvite_whose_call_has_ended()
    {
        var caller = await EstablishAsync();
        _ = caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: 2));
        Answer(await _wire.ReceiveAsync<SipRequest>(), 100);
        await Poll.UntilAsync("the 100", SipParty.Limit, TimeProvider.System, () => _alice.Endpoint.Statistics.Received >= 2);
        caller.Call.HangUp();
        await caller.Ended;
        await PassUntilAsync("nothing kept", () => _alice.Endpoint.Statistics is { ClientTransactions: 0, Calls: 0 });
    }

    [Test]
    public async Task A_second_answer_with_another_tag_does_not_end_the_reinvite_after_it()
    {
        var caller = await EstablishAsync();
        var first = caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: 2));
        var request = await _wire.ReceiveAsync<SipRequest>();
        Answer(request, 200);
        await first.WaitAsync(SipParty.Limit);
        await _wire.ReceiveAsync<SipRequest>();
        var second = caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: 3));
        var next = await _wire.ReceiveAsync<SipRequest>();
        Answer(request, 200, "other");
        Answer(next, 100);
        // A third one waits for the second: it must not go beside it.
        _ = caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: 4));
        await Poll.UntilAsync("all to be read", SipParty.Limit, TimeProvider.System, () => _alice.Endpoint.Statistics.Received >= 4);
        Answer(next, 200);
        await second.WaitAsync(SipParty.Limit);
        var beside = new List<SipRequest>();
        do
            beside.Add(await _wire.ReceiveAsync<SipRequest>());
        while (beside[^1].CSeq.Number < next.CSeq.Number);
        Assert.That(beside.Select(static r => r.Method), Is.All.EqualTo(SipMethods.Ack));
    }

    [Test]
    public async Task The_fork_that_answers_counts_its_own_requests()
    {
        var caller = _alice.Place(_wire.Local);
        var invite = await _wire.ReceiveAsync<SipRequest>();
        Answer(invite, 180, "first");
        await caller.Ringing;
        _wire.Send(_wire.Text.Request("INFO", $"sip:alice@{_alice.Address}", invite.CallId, "first", caller.Call.LocalTag, 500), _alice.Address);
        await _wire.ReceiveAsync<SipResponse>();
        Answer(invite, 200, "second");
        await caller.Answered;
        await _wire.ReceiveAsync<SipRequest>();
        _wire.Send(_wire.Text.Request("BYE", $"sip:alice@{_alice.Address}", invite.CallId, "second", caller.Call.LocalTag, 1), _alice.Address);
        Assert.That((await _wire.ReceiveAsync<SipResponse>()).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Text_with_a_line_break_is_refused_where_it_is_given()
    {
        var caller = await EstablishAsync();
        SipHeader[] split = [new("X-A", "b\r\nX-C: d")];
        Assert.Multiple(() =>
        {
            Assert.That(() => caller.Call.HangUp(0, "Q.850;cause=16\r\nX-C: d"), Throws.ArgumentException);
            Assert.That(() => { caller.Call.RequestAsync(SipMethods.Info, headers: split); }, Throws.ArgumentException);
            Assert.That(() => { caller.Call.RequestAsync(SipMethods.Info, "text/plain\r\nX-C: d", new byte[1]); }, Throws.ArgumentException);
            Assert.That(() => { caller.Call.ReferAsync(SipUri.Parse("sip:x@127.0.0.1"), split); }, Throws.ArgumentException);
            Assert.That(() => { caller.Call.ReinviteAsync(default, split); }, Throws.ArgumentException);
            Assert.That(() => caller.Call.Answer(default, split), Throws.ArgumentException);
            Assert.That(() => caller.Call.Progress(180, default, split), Throws.ArgumentException);
            Assert.That(() => caller.Call.Reject(486, "a\r\nb"), Throws.ArgumentException);
        });
    }

    [Test]
    public async Task A_registrar_that_is_gone_holds_nobody_up_for_long()
    {
        var registration = new SipRegistration(_alice.Endpoint, new SipRegistrationOptions
        {
            Registrar = SipUri.Parse($"sip:{_wire.Local}"),
            AddressOfRecord = SipUri.Parse($"sip:1001@{_wire.Local}"),
        });
        registration.Start();
        Answer(await _wire.ReceiveAsync<SipRequest>(), 200);
        await Poll.UntilAsync("the registration", SipParty.Limit, TimeProvider.System, () => registration.State == SipRegistrationState.Registered);
        var ending = registration.DisposeAsync().AsTask();
        Assert.That((await _wire.ReceiveAsync<SipRequest>()).Expires, Is.Zero);
        var began = _time.GetTimestamp();
        await PassUntilAsync("the end", () => ending.IsCompleted || _time.GetElapsedTime(began) > TimeSpan.FromSeconds(25));
        Assert.That(ending.IsCompleted, Is.True);
    }
}
