using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>Calls over a network that loses datagrams, by a rule and not by chance.</summary>
public sealed class LossTests
{
    // Time runs ten times as fast; the loss rule, not the clock, decides what happens.
    private static readonly SipTimers Fast = new()
    {
        T1 = TimeSpan.FromMilliseconds(50),
        T2 = TimeSpan.FromMilliseconds(400),
        T4 = TimeSpan.FromMilliseconds(500),
        D = TimeSpan.FromSeconds(3.2),
        Trying = TimeSpan.FromMilliseconds(20),
    };

    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public async Task Every_nth_datagram_lost_a_call_is_set_up_held_resumed_and_ended_once(int nth)
    {
        await using var path = new SipPath { Drop = (number, _) => number % nth == 0 };
        var (alice, bob) = await SipParty.PairAsync(path, Fast);
        await using var one = alice;
        await using var two = bob;
        bob.Answering = call =>
        {
            call.Offering = offer => offer.Accept(SipParty.Sdp(5000));
            call.Call.Progress(180);
            call.Call.Answer(SipParty.Sdp(5000));
        };
        var caller = alice.Place(path.Right);
        var callee = await bob.NextCallAsync();
        await caller.Answered;
        await callee.Confirmed;
        var hold = await caller.Call.ReinviteAsync(SipParty.Sdp(4000, "sendonly", 2)).WaitAsync(SipParty.Limit);
        var resume = await caller.Call.ReinviteAsync(SipParty.Sdp(4000, "sendrecv", 3)).WaitAsync(SipParty.Limit);
        caller.Call.HangUp();
        await Task.WhenAll(caller.Ended, callee.Ended);
        Assert.Multiple(() =>
        {
            Assert.That((hold.Status, resume.Status), Is.EqualTo((200, 200)));
            Assert.That(path.Dropped, Is.GreaterThan(1));
            Assert.That(callee.Events.Where(line => line != "reconfirmed"), Is.EqualTo(new[] { "confirmed", "offered INVITE", "offered INVITE", "ended Remote 200" }));
            Assert.That(caller.Events.Where(line => line != "progress 180"), Is.EqualTo(new[] { "answered 200", "ended Local 200" }));
        });
    }

    [Test]
    public async Task A_lost_ack_is_sent_again_for_the_repeated_answer()
    {
        await using var path = new SipPath();
        path.Drop = (_, line) => line == "> ACK" && !path.Ladder.Contains("x> ACK");
        var (alice, bob) = await SipParty.PairAsync(path, Fast);
        await using var one = alice;
        await using var two = bob;
        bob.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        var caller = alice.Place(path.Right);
        var callee = await bob.NextCallAsync();
        await callee.Confirmed;
        Assert.That(path.Ladder.Where(line => !line.Contains(" 100 ", StringComparison.Ordinal)), Is.EqualTo(new[] { "> INVITE", "< 200 INVITE", "x> ACK", "< 200 INVITE", "> ACK" }));
        Assert.That(caller.Events, Is.EqualTo(new[] { "answered 200" }));
    }

    [Test]
    public async Task An_answer_that_is_never_acknowledged_is_ended_with_a_bye()
    {
        await using var path = new SipPath { Drop = (_, line) => line == "> ACK" };
        var (alice, bob) = await SipParty.PairAsync(path, Fast);
        await using var one = alice;
        await using var two = bob;
        bob.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        var caller = alice.Place(path.Right);
        var callee = await bob.NextCallAsync();
        var (mine, theirs) = (await callee.Ended, await caller.Ended);
        Assert.That((mine.By, mine.Status, theirs.By, theirs.Status), Is.EqualTo((SipCallEndedBy.Timeout, 408, SipCallEndedBy.Remote, 200)));
    }

    [Test]
    public async Task A_callee_that_hangs_up_before_the_ack_waits_for_it()
    {
        await using var path = new SipPath();
        path.Drop = (_, line) => line == "> ACK" && !path.Ladder.Contains("x> ACK");
        var (alice, bob) = await SipParty.PairAsync(path, Fast);
        await using var one = alice;
        await using var two = bob;
        bob.Answering = call =>
        {
            call.Call.Answer(SipParty.Sdp(5000));
            call.Call.HangUp();
        };
        var caller = alice.Place(path.Right);
        var callee = await bob.NextCallAsync();
        await Task.WhenAll(caller.Ended, callee.Ended);
        var ladder = path.Ladder.ToList();
        Assert.That(ladder.IndexOf("< BYE"), Is.GreaterThan(ladder.IndexOf("> ACK")));
        Assert.That(callee.Events, Is.EqualTo(new[] { "confirmed", "ended Local 200" }));
    }

    [Test]
    public async Task Nobody_there_ends_the_call_with_a_local_408()
    {
        await using var path = new SipPath { Drop = (_, _) => true };
        var (alice, bob) = await SipParty.PairAsync(path, Fast);
        await using var one = alice;
        await using var two = bob;
        var end = await alice.Place(path.Right).Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Timeout, 408)));
    }

    [Test]
    public async Task A_peer_that_vanished_ends_the_call_at_the_next_reinvite()
    {
        await using var path = new SipPath();
        var (alice, bob) = await SipParty.PairAsync(path, Fast);
        await using var one = alice;
        await using var two = bob;
        bob.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        var caller = alice.Place(path.Right);
        var callee = await bob.NextCallAsync();
        await callee.Confirmed;
        path.Drop = (_, _) => true;
        var response = await caller.Call.ReinviteAsync(SipParty.Sdp(4000, version: 2)).WaitAsync(SipParty.Limit);
        var end = await caller.Ended;
        Assert.That((response.Status, response.IsLocal, end.By), Is.EqualTo((408, true, SipCallEndedBy.Timeout)));
    }
}
