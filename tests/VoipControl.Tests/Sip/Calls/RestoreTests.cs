using System.Text;
using System.Text.Json;
using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>A call outlives the endpoint that set it up: another one, elsewhere, goes on with it.</summary>
public sealed class RestoreTests
{
    private SipParty _first = null!;
    private SipParty _second = null!;
    private SipParty _peer = null!;

    [SetUp]
    public async Task SetUp()
    {
        (_first, _second, _peer) = (new SipParty(), new SipParty(), new SipParty());
        await _first.Endpoint.StartAsync();
        await _second.Endpoint.StartAsync();
        await _peer.Endpoint.StartAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _peer.DisposeAsync();
    }

    // The call of the first endpoint, which then dies, as the second one takes it over through JSON.
    private async Task<(SipPartyCall Restored, SipPartyCall Peer)> TakeOverAsync(bool outgoing)
    {
        void Answer(SipPartyCall call)
        {
            call.Offering = offer => offer.Accept(SipParty.Sdp(5000));
            call.Call.Answer(SipParty.Sdp(5000));
        }

        _peer.Answering = Answer;
        _first.Answering = Answer;
        var caller = outgoing ? _first.Place(_peer.Address) : _peer.Place(_first.Address);
        caller.Offering = offer => offer.Accept(SipParty.Sdp(4000));
        var callee = outgoing ? await _peer.NextCallAsync() : await _first.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        var document = JsonSerializer.Serialize((outgoing ? caller : callee).Call.Snapshot());
        await _first.Endpoint.AbandonAsync();
        var restored = new SipPartyCall { Offering = offer => offer.Accept(SipParty.Sdp(4000)) };
        restored.Call = _second.Endpoint.Restore(JsonSerializer.Deserialize<SipDialogSnapshot>(document)!, restored);
        return (restored, outgoing ? callee : caller);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_peer_accepts_the_reinvite_of_a_restored_call(bool outgoing)
    {
        var (restored, peer) = await TakeOverAsync(outgoing);
        var response = await restored.Call.ReinviteAsync(SipParty.Sdp(4100, version: 2)).WaitAsync(SipParty.Limit);
        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(200));
            Assert.That(peer.Call.RemoteTarget.Port, Is.EqualTo(_second.Address.Port));
            Assert.That(Encoding.ASCII.GetString(peer.Call.RemoteSdp.Span), Does.Contain("m=audio 4100"));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_bye_of_the_restored_side_ends_it(bool outgoing)
    {
        var (restored, peer) = await TakeOverAsync(outgoing);
        restored.Call.HangUp();
        var end = await peer.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 200)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_bye_of_the_peer_ends_it_after_the_reinvite_has_told_it_where_the_call_lives(bool outgoing)
    {
        var (restored, peer) = await TakeOverAsync(outgoing);
        await restored.Call.ReinviteAsync(SipParty.Sdp(4100, version: 2)).WaitAsync(SipParty.Limit);
        peer.Call.HangUp();
        var end = await restored.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 200)));
    }

    [Test]
    public async Task A_snapshot_that_is_older_than_the_last_requests_still_serves()
    {
        _peer.Answering = call =>
        {
            call.Offering = offer => offer.Accept(SipParty.Sdp(5000));
            call.Call.Answer(SipParty.Sdp(5000));
        };
        var caller = _first.Place(_peer.Address);
        await caller.Answered;
        var old = caller.Call.Snapshot();
        for (var version = 2; version < 6; version++)
            await caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: version)).WaitAsync(SipParty.Limit);
        await _first.Endpoint.AbandonAsync();
        var restored = new SipPartyCall();
        restored.Call = _second.Endpoint.Restore(old, restored);
        var response = await restored.Call.ReinviteAsync(SipParty.Sdp(4100, version: 9)).WaitAsync(SipParty.Limit);
        Assert.That(response.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task The_calls_of_an_abandoned_endpoint_end_there_and_nowhere_else()
    {
        _peer.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        var caller = _first.Place(_peer.Address);
        var callee = await _peer.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        await _first.Endpoint.AbandonAsync();
        var end = await caller.Ended;
        Assert.That((end.By, callee.Call.State), Is.EqualTo((SipCallEndedBy.Transport, SipCallState.Confirmed)));
    }

    [Test]
    public async Task Disposing_an_endpoint_hangs_its_calls_up()
    {
        _peer.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        var caller = _first.Place(_peer.Address);
        var callee = await _peer.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        await _first.DisposeAsync();
        var end = await callee.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 200)));
    }

    [Test]
    public async Task A_call_is_restored_once()
    {
        var (restored, _) = await TakeOverAsync(outgoing: true);
        var twin = new SipPartyCall();
        twin.Call = _second.Endpoint.Restore(restored.Call.Snapshot(), twin);
        var end = await twin.Ended;
        Assert.That((end.By, restored.Call.State), Is.EqualTo((SipCallEndedBy.Local, SipCallState.Confirmed)));
    }
}
