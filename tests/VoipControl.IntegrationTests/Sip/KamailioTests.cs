using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing.Sip;

namespace VoipControl.IntegrationTests.Sip;

/// <summary>
/// A proxy that no one here wrote forwards our requests and records its route; every later request must go through it. That
/// it did is seen at the other end: a request with two Vias came through the proxy, one with one Via went past it.
/// </summary>
[RequiresProgram("kamailio", "kamailio")]
public sealed class KamailioTests
{
    private SipParty _alice = null!;
    private SipParty _bob = null!;
    private SipPeerProcess _proxy = null!;

    [SetUp]
    public async Task SetUp()
    {
        (_alice, _bob) = (new SipParty(), new SipParty());
        await _alice.Endpoint.StartAsync();
        await _bob.Endpoint.StartAsync();
        _proxy = await SipPeerProcess.KamailioAsync(_bob.Address);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
    }

    private async Task<(SipPartyCall Caller, SipPartyCall Callee)> EstablishAsync()
    {
        _bob.Answering = call =>
        {
            call.Call.Progress(180);
            call.Call.Answer(SipParty.Sdp(5000));
        };
        var caller = _alice.Place(_proxy.Address);
        var callee = await _bob.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        return (caller, callee);
    }

    [Test]
    public async Task OPTIONS_is_forwarded_and_answered()
    {
        var hops = 0;
        _bob.Requested = request =>
        {
            hops = request.Request.Vias.Count;
            request.Respond(200);
        };
        var result = await _alice.Endpoint.OptionsAsync(SipUri.Parse($"sip:bob@{_proxy.Address}")).WaitAsync(SipParty.Limit);
        Assert.That((result.Status, hops), Is.EqualTo((200, 2)));
    }

    [Test]
    public async Task The_ACK_follows_the_recorded_route()
    {
        var (caller, callee) = await EstablishAsync();
        var ack = await callee.Confirmed;
        Assert.Multiple(() =>
        {
            Assert.That(ack.Vias, Has.Count.EqualTo(2));
            Assert.That(caller.Call.Snapshot().Routes, Has.Count.EqualTo(1));
            Assert.That(callee.Call.Snapshot().Routes, Has.Count.EqualTo(1));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_reinvite_follows_the_recorded_route(bool ofTheCaller)
    {
        var (caller, callee) = await EstablishAsync();
        var (from, to) = ofTheCaller ? (caller, callee) : (callee, caller);
        to.Offering = offer => offer.Accept(to.Call.LocalSdp);
        var response = await from.Call.ReinviteAsync(SipParty.Sdp(4100, "sendonly", 2)).WaitAsync(SipParty.Limit);
        var offer = await to.Offered;
        Assert.That((response.Status, offer.Request.Vias.Count), Is.EqualTo((200, 2)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task BYE_follows_the_recorded_route(bool ofTheCaller)
    {
        var (caller, callee) = await EstablishAsync();
        var (from, to) = ofTheCaller ? (caller, callee) : (callee, caller);
        from.Call.HangUp();
        var end = await to.Ended;
        Assert.That((end.By, end.Message!.Vias.Count), Is.EqualTo((SipCallEndedBy.Remote, 2)));
    }

    [Test]
    public async Task CANCEL_reaches_the_callee()
    {
        _bob.Answering = call => call.Call.Progress(180);
        var caller = _alice.Place(_proxy.Address);
        await caller.Ringing;
        caller.Call.HangUp();
        var callee = await _bob.NextCallAsync();
        Assert.That(((await callee.Ended).By, (await caller.Ended).Status), Is.EqualTo((SipCallEndedBy.Remote, 487)));
    }

    [Test]
    public async Task A_rejection_comes_back_through_the_proxy()
    {
        _bob.Answering = call => call.Call.Reject(486);
        var end = await _alice.Place(_proxy.Address).Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 486)));
    }

    [Test]
    public async Task A_restored_call_still_follows_the_recorded_route()
    {
        var (caller, callee) = await EstablishAsync();
        var snapshot = caller.Call.Snapshot();
        await _alice.Endpoint.AbandonAsync();
        await using var heir = new SipParty();
        await heir.Endpoint.StartAsync();
        callee.Offering = offer => offer.Accept(callee.Call.LocalSdp);
        var restored = new SipPartyCall();
        restored.Call = heir.Endpoint.Restore(snapshot, restored);
        var response = await restored.Call.ReinviteAsync(SipParty.Sdp(4200, version: 2)).WaitAsync(SipParty.Limit);
        var offer = await callee.Offered;
        callee.Call.HangUp();
        var end = await restored.Ended;
        Assert.That((response.Status, offer.Request.Vias.Count, end.Message!.Vias.Count), Is.EqualTo((200, 2, 2)));
    }
}
