using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>Calls that ring long, or for ever, on a clock that the test moves.</summary>
public sealed class RingTests
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
        _bob.Answering = call => call.Call.Progress(180);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _path.DisposeAsync();
    }

    private Task LadderHasAsync(string line, int times) => Poll.UntilAsync(
        line, SipParty.Limit, TimeProvider.System, () => _path.Ladder.Count(passed => passed == line) >= times, TimeSpan.FromMilliseconds(5));

    [Test]
    public async Task Ringing_is_repeated_each_minute_so_that_proxies_do_not_give_up()
    {
        var caller = _alice.Place(_path.Right);
        await caller.Ringing;
        _time.Advance(TimeSpan.FromSeconds(60));
        await LadderHasAsync("< 180 INVITE", 2);
        _time.Advance(TimeSpan.FromSeconds(60));
        await LadderHasAsync("< 180 INVITE", 3);
        Assert.That(caller.Call.State, Is.EqualTo(SipCallState.Early));
    }

    [Test]
    public async Task A_caller_gives_up_at_its_ring_limit()
    {
        var caller = _alice.Place(_path.Right, change: setup => setup with { RingLimit = TimeSpan.FromSeconds(20) });
        await caller.Ringing;
        _time.Advance(TimeSpan.FromSeconds(21));
        var (mine, theirs) = (await caller.Ended, await (await _bob.NextCallAsync()).Ended);
        Assert.That((mine.By, mine.Status, theirs.By, theirs.Reason), Is.EqualTo((SipCallEndedBy.Local, 487, SipCallEndedBy.Remote, "SIP;cause=408;text=\"No answer\"")));
    }

    [Test]
    public async Task A_callee_whose_caller_is_gone_does_not_ring_for_ever()
    {
        var caller = _alice.Place(_path.Right);
        var callee = await _bob.NextCallAsync();
        await caller.Ringing;
        _path.Drop = static (_, _) => true;
        _time.Advance(TimeSpan.FromMinutes(6));
        var end = await callee.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Local, 480)));
    }

    [Test]
    public async Task A_peer_that_ignores_the_cancel_is_given_up_after_64_T1()
    {
        var caller = _alice.Place(_path.Right);
        await caller.Ringing;
        _path.Drop = static (_, _) => true;
        caller.Call.HangUp();
        await LadderHasAsync("x> CANCEL", 1);
        _time.Advance(TimeSpan.FromSeconds(33));
        var end = await caller.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Local, 487)));
    }

    [Test]
    public async Task Nothing_is_kept_of_a_call_whose_peer_fell_silent_while_it_rang()
    {
        var caller = _alice.Place(_path.Right);
        await caller.Ringing;
        _path.Drop = static (_, _) => true;
        caller.Call.HangUp();
        await LadderHasAsync("x> CANCEL", 1);
        _time.Advance(TimeSpan.FromSeconds(33));
        await caller.Ended;
        await Poll.UntilAsync("nothing kept", SipParty.Limit, TimeProvider.System, () =>
        {
            _time.Advance(TimeSpan.FromSeconds(33));
            return _alice.Endpoint.Statistics is { ClientTransactions: 0, Calls: 0 };
        });
    }
}
