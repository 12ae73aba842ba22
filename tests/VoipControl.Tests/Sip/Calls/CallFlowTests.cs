using System.Text;
using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>
/// The call flows of RFC 3665 section 3 as far as two user agents see them, datagram by datagram over loopback. 100 Trying
/// is left out of the ladders where it depends on how fast the callee is.
/// </summary>
public sealed class CallFlowTests
{
    private SipPath _path = null!;
    private SipParty _alice = null!;
    private SipParty _bob = null!;

    [SetUp]
    public async Task SetUp()
    {
        _path = new SipPath();
        (_alice, _bob) = await SipParty.PairAsync(_path);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _path.DisposeAsync();
        Assert.That(_alice.Errors.Concat(_bob.Errors), Is.Empty);
    }

    private static readonly string[] Established = ["> INVITE", "< 180 INVITE", "< 200 INVITE", "> ACK"];

    private async Task<(SipPartyCall Caller, SipPartyCall Callee)> EstablishAsync(ReadOnlyMemory<byte>? offer = null, Func<SipCallSetup, SipCallSetup>? change = null)
    {
        _bob.Answering = call =>
        {
            call.Call.Progress(180);
            call.Call.Answer(SipParty.Sdp(5000));
        };
        var caller = _alice.Place(_path.Right, offer, change);
        var callee = await _bob.NextCallAsync();
        await callee.Confirmed;
        await caller.Answered;
        return (caller, callee);
    }

    private async Task LadderAsync(params string[] expected)
    {
        await Poll.UntilAsync("the last message", SipParty.Limit, TimeProvider.System, () => Shown().Count >= expected.Length);
        Assert.That(Shown(), Is.EqualTo(expected));
    }

    private List<string> Shown() => [.. _path.Ladder.Where(line => !line.Contains(" 100 ", StringComparison.Ordinal))];

    [Test]
    public async Task Section_3_1_session_establishment_and_the_callee_hangs_up()
    {
        var (caller, callee) = await EstablishAsync();
        callee.Call.HangUp();
        var end = await caller.Ended;
        await LadderAsync([.. Established, "< BYE", "> 200 BYE"]);
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 200)));
    }

    [Test]
    public async Task Each_side_knows_the_others_session_description()
    {
        var (caller, callee) = await EstablishAsync();
        Assert.Multiple(() =>
        {
            Assert.That(caller.Call.RemoteSdp.ToArray(), Is.EqualTo(SipParty.Sdp(5000).ToArray()));
            Assert.That(callee.Call.RemoteSdp.ToArray(), Is.EqualTo(SipParty.Sdp(4000).ToArray()));
            Assert.That(callee.Call.LocalSdp.ToArray(), Is.EqualTo(SipParty.Sdp(5000).ToArray()));
        });
    }

    [Test]
    public async Task The_caller_hangs_up()
    {
        var (caller, callee) = await EstablishAsync();
        caller.Call.HangUp(reasonHeader: "Q.850;cause=16");
        var end = await callee.Ended;
        await LadderAsync([.. Established, "> BYE", "< 200 BYE"]);
        Assert.That(end, Is.EqualTo(new SipCallEnd(SipCallEndedBy.Remote, 200, "Q.850;cause=16", end.Message)));
    }

    [Test]
    public async Task Each_side_is_told_of_the_end_exactly_once()
    {
        var (caller, callee) = await EstablishAsync();
        caller.Call.HangUp();
        callee.Call.HangUp();
        caller.Call.HangUp();
        await Task.WhenAll(caller.Ended, callee.Ended);
        Assert.That(caller.Events.Concat(callee.Events).Count(line => line.StartsWith("ended", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public async Task Section_3_6_late_offer_is_answered_in_the_ack()
    {
        _bob.Answering = call =>
        {
            call.Call.Progress(180);
            call.Call.Answer(SipParty.Sdp(5000));
        };
        var caller = _alice.Place(_path.Right, ReadOnlyMemory<byte>.Empty);
        caller.LateAnswer = SipParty.Sdp(4004);
        var callee = await _bob.NextCallAsync();
        var ack = await callee.Confirmed;
        Assert.Multiple(() =>
        {
            Assert.That(ack.Body.ToArray(), Is.EqualTo(SipParty.Sdp(4004).ToArray()));
            Assert.That(callee.Call.RemoteSdp.ToArray(), Is.EqualTo(SipParty.Sdp(4004).ToArray()));
        });
    }

    [Test]
    public async Task Section_3_7_reinvite_changes_the_session()
    {
        var (caller, callee) = await EstablishAsync();
        caller.Offering = offer => offer.Accept(SipParty.Sdp(4000, version: 2));
        var response = await callee.Call.ReinviteAsync(SipParty.Sdp(5010, version: 2)).WaitAsync(SipParty.Limit);
        await LadderAsync([.. Established, "< INVITE", "> 200 INVITE", "< ACK"]);
        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(200));
            Assert.That(caller.Call.RemoteSdp.ToArray(), Is.EqualTo(SipParty.Sdp(5010, version: 2).ToArray()));
            Assert.That(callee.Call.RemoteSdp.ToArray(), Is.EqualTo(SipParty.Sdp(4000, version: 2).ToArray()));
        });
    }

    [Test]
    public async Task A_refused_reinvite_leaves_the_session_as_it_was()
    {
        var (caller, callee) = await EstablishAsync();
        callee.Offering = offer => offer.Reject(488);
        var response = await caller.Call.ReinviteAsync(SipParty.Sdp(4010, version: 2)).WaitAsync(SipParty.Limit);
        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(488));
            Assert.That(caller.Call.State, Is.EqualTo(SipCallState.Confirmed));
            Assert.That(caller.Call.LocalSdp.ToArray(), Is.EqualTo(SipParty.Sdp(4000).ToArray()));
            Assert.That(callee.Call.RemoteSdp.ToArray(), Is.EqualTo(SipParty.Sdp(4000).ToArray()));
        });
    }

    [Test]
    public async Task Section_3_8_no_answer_is_cancelled()
    {
        _bob.Answering = call => call.Call.Progress(180);
        var caller = _alice.Place(_path.Right);
        await caller.Ringing;
        caller.Call.HangUp();
        var callee = await _bob.NextCallAsync();
        var (callerEnd, calleeEnd) = (await caller.Ended, await callee.Ended);
        await LadderAsync("> INVITE", "< 180 INVITE", "> CANCEL", "< 200 CANCEL", "< 487 INVITE", "> ACK");
        Assert.Multiple(() =>
        {
            Assert.That((callerEnd.By, callerEnd.Status), Is.EqualTo((SipCallEndedBy.Local, 487)));
            Assert.That((calleeEnd.By, calleeEnd.Status), Is.EqualTo((SipCallEndedBy.Remote, 487)));
        });
    }

    [Test]
    public async Task A_call_that_is_hung_up_at_once_is_cancelled_only_after_a_provisional_response()
    {
        _path.Drop = (_, line) => line == "> CANCEL" && !_path.Ladder.Contains("< 100 INVITE");
        var caller = _alice.Place(_path.Right);
        caller.Call.HangUp();
        var end = await caller.Ended;
        await LadderAsync("> INVITE", "> CANCEL", "< 200 CANCEL", "< 487 INVITE", "> ACK");
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Local, 487)));
    }

    [Test]
    public async Task Section_3_9_busy()
    {
        _bob.Answering = call => call.Call.Reject(486);
        var end = await _alice.Place(_path.Right).Ended;
        await LadderAsync("> INVITE", "< 486 INVITE", "> ACK");
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 486)));
    }

    [Test]
    public async Task Section_3_11_temporarily_unavailable_is_what_a_handler_that_does_nothing_answers()
    {
        await using var nobody = new SipParty();
        await using var endpoint = new SipEndpoint(
            new SipEndpointOptions { Listen = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0) }, new SilentHandler());
        await endpoint.StartAsync();
        var end = await _alice.Place(endpoint.LocalEndpoint).Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 480)));
    }

    [Test]
    public async Task A_rejection_tells_its_reason_header()
    {
        _bob.Answering = call => call.Call.Reject(603, "No", [new SipHeader(SipHeaderNames.Reason, "Q.850;cause=21")]);
        var end = await _alice.Place(_path.Right).Ended;
        Assert.That((end.Status, end.Reason), Is.EqualTo((603, "Q.850;cause=21")));
    }

    [Test]
    public async Task A_bye_of_the_caller_before_the_answer_ends_the_call()
    {
        var raw = new SipRequestText(_path.Left);
        _bob.Answering = call => call.Call.Progress(180);
        var caller = _alice.Place(_path.Right);
        var ringing = await caller.Ringing;
        var callee = await _bob.NextCallAsync();
        var bye = raw.Bye(caller.Call, ringing.ToTag!);
        using var socket = new System.Net.Sockets.UdpClient();
        await socket.SendAsync(Encoding.ASCII.GetBytes(bye), _bob.Address);
        var end = await callee.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 487)));
    }

    [Test]
    public async Task Hold_and_resume_are_two_reinvites()
    {
        var (caller, callee) = await EstablishAsync();
        callee.Offering = offer => offer.Accept(SipParty.Sdp(5000, offer.Request.BodyText.Contains("sendonly", StringComparison.Ordinal) ? "recvonly" : "sendrecv"));
        await caller.Call.ReinviteAsync(SipParty.Sdp(4000, "sendonly", 2)).WaitAsync(SipParty.Limit);
        var held = Encoding.ASCII.GetString(caller.Call.RemoteSdp.Span);
        await caller.Call.ReinviteAsync(SipParty.Sdp(4000, "sendrecv", 3)).WaitAsync(SipParty.Limit);
        var resumed = Encoding.ASCII.GetString(caller.Call.RemoteSdp.Span);
        Assert.Multiple(() =>
        {
            Assert.That(held, Does.Contain("a=recvonly"));
            Assert.That(resumed, Does.Contain("a=sendrecv"));
        });
    }

    [Test]
    public async Task Crossing_reinvites_are_both_carried_out_in_the_end()
    {
        var (caller, callee) = await EstablishAsync();
        caller.Offering = offer => offer.Accept(SipParty.Sdp(4000));
        callee.Offering = offer => offer.Accept(SipParty.Sdp(5000));
        var both = await Task.WhenAll(
            caller.Call.ReinviteAsync(SipParty.Sdp(4020, version: 2)), callee.Call.ReinviteAsync(SipParty.Sdp(5020, version: 2))).WaitAsync(SipParty.Limit);
        Assert.That(both.Select(response => response.Status), Is.EqualTo(new[] { 200, 200 }));
    }

    [Test]
    public async Task Info_is_answered_within_the_call()
    {
        var (caller, _) = await EstablishAsync();
        var response = await caller.Call.RequestAsync(SipMethods.Info, "application/dtmf-relay", "Signal=5\r\n"u8.ToArray()).WaitAsync(SipParty.Limit);
        Assert.That(response.Status, Is.EqualTo(200));
    }

    private sealed class SilentHandler : SipEndpointHandler;
}
