using NUnit.Framework;
using VoipControl.Pbx.Probes;

namespace VoipControl.Tests.Pbx.Probes;

[TestFixture]
internal sealed class ProbeSummaryTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Test]
    public void A_call_whose_legs_hear_each_other_is_good() => Assert.That(Sum(Caller(1), Callee(1)).Good, Is.EqualTo(1));

    [Test]
    public void A_call_without_a_callee_of_ours_is_good_when_any_audio_came() =>
        Assert.That(Sum(Caller(1) with { ExpectedTone = null, Tones = [] }).Good, Is.EqualTo(1));

    [Test]
    public void A_leg_that_hears_nothing_while_the_other_hears_is_one_way() =>
        Assert.That(Faults(Caller(1) with { Received = 0 }, Callee(1)), Is.EqualTo(new[] { ProbeFault.OneWay, ProbeFault.None }));

    [Test]
    public void Two_legs_that_hear_nothing_have_no_audio() =>
        Assert.That(Faults(Caller(1) with { Received = 0 }, Callee(1) with { Received = 0 }), Is.EqualTo(new[] { ProbeFault.NoAudio, ProbeFault.NoAudio }));

    [Test]
    public void A_lonely_leg_that_hears_nothing_has_no_audio() => Assert.That(Faults(Caller(1) with { Received = 0 }), Is.EqualTo(new[] { ProbeFault.NoAudio }));

    [Test]
    public void The_other_leg_of_another_call_does_not_make_a_leg_one_way() =>
        Assert.That(Faults(Caller(1) with { Received = 0 }, Callee(2))[0], Is.EqualTo(ProbeFault.NoAudio));

    [Test]
    public void Hearing_oneself_instead_of_the_other_leg_is_wrong_audio() =>
        Assert.That(Faults(Caller(1) with { Tones = [440] }), Is.EqualTo(new[] { ProbeFault.WrongAudio }));

    [Test]
    public void A_gap_is_a_fault_only_above_the_one_allowed()
    {
        ProbeLeg[] legs = [Caller(1) with { LargestGap = Ms(400) }, Caller(2) with { LargestGap = Ms(401) }];
        Assert.That(ProbeSummary.Judge(legs, Ms(400)).Select(static l => l.Fault), Is.EqualTo(new[] { ProbeFault.None, ProbeFault.Gap }));
    }

    [Test]
    public void A_gap_is_no_fault_where_none_is_named() => Assert.That(Faults(Caller(1) with { LargestGap = Ms(60_000) }), Is.EqualTo(new[] { ProbeFault.None }));

    [Test]
    public void A_leg_that_ended_early_is_not_judged_by_its_audio() =>
        Assert.That(Faults(Caller(1) with { Kept = false, Received = 0 }), Is.EqualTo(new[] { ProbeFault.EndedEarly }));

    [Test]
    public void A_call_is_kept_only_when_both_legs_were() =>
        Assert.That(Sum(Caller(1), Callee(1) with { Kept = false, EndedBy = "remote" }, Caller(2), Callee(2)).Kept, Is.EqualTo(1));

    [Test]
    public void A_callee_that_rang_and_was_never_answered_does_not_spoil_the_call() =>
        Assert.That(Sum(Caller(1), Callee(1), Callee(1) with { SetUp = null, Kept = false, Cause = "CANCEL" }).Good, Is.EqualTo(1));

    [Test]
    public void Causes_are_counted_the_most_frequent_first()
    {
        var refused = Caller(1) with { SetUp = null, Kept = false, Cause = "486 Busy Here" };
        var summary = Sum(refused with { Call = 1, Cause = "503 Service Unavailable" }, refused with { Call = 2 }, refused with { Call = 3 });
        Assert.That(summary.Failed, Is.EqualTo(new[] { new ProbeCause("486 Busy Here", 2), new ProbeCause("503 Service Unavailable", 1) }));
    }

    [Test]
    public void The_cause_of_a_cut_call_is_that_of_the_leg_that_was_cut()
    {
        var caller = Caller(1) with { Kept = false, EndedBy = "local", Cause = "BYE" };
        var callee = Callee(1) with { Kept = false, EndedBy = "remote", Cause = "BYE, Q.850 cause 41" };
        Assert.That(Sum(caller, callee).Failed.Single().Cause, Is.EqualTo("BYE, Q.850 cause 41"));
    }

    [Test]
    public void A_leg_that_belongs_to_no_call_is_counted_apart()
    {
        var summary = Sum(Caller(1), Callee(1), Callee(0));
        Assert.That((summary.Placed, summary.Legs, summary.Strangers), Is.EqualTo((1, 3, 1)));
    }

    [Test]
    public void Legs_are_listed_by_call_with_the_caller_first_and_strangers_last()
    {
        var judged = ProbeSummary.Judge([Callee(0), Callee(2), Callee(1), Caller(2), Caller(1)], null);
        Assert.That(judged.Select(static l => (l.Call, l.Side)), Is.EqualTo(new[]
        {
            (1, ProbeSide.Caller), (1, ProbeSide.Callee), (2, ProbeSide.Caller), (2, ProbeSide.Callee), (0, ProbeSide.Callee),
        }));
    }

    [Test]
    public void A_run_without_calls_has_no_spread()
    {
        var summary = Sum();
        Assert.That((summary.SetUp, summary.Gap), Is.EqualTo(((ProbeSpread?)null, (ProbeSpread?)null)));
    }

    [Test]
    public void Percentiles_are_figures_that_were_measured() =>
        Assert.That(ProbeSpread.Of(Enumerable.Range(1, 100).Reverse().Select(static n => Ms(n))), Is.EqualTo(new ProbeSpread(Ms(50), Ms(95), Ms(100))));

    [Test]
    public void One_figure_is_all_of_its_percentiles() => Assert.That(ProbeSpread.Of([Ms(7)]), Is.EqualTo(new ProbeSpread(Ms(7), Ms(7), Ms(7))));

    [Test]
    public void Loss_is_a_share_of_the_packets_expected() => Assert.That((Caller(1) with { Received = 75, Lost = 25 }).Loss, Is.EqualTo(0.25));

    [Test]
    public void Packets_that_came_twice_are_no_negative_loss() => Assert.That((Caller(1) with { Received = 75, Lost = -5 }).Loss, Is.Zero);

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static ProbeLeg Caller(int call) => new()
    {
        Call = call,
        Side = ProbeSide.Caller,
        To = "sip:7101@192.0.2.10",
        CallId = $"a{call}",
        StartedAt = Noon,
        SetUp = Ms(20),
        Kept = true,
        Sent = 500,
        Received = 500,
        LargestGap = Ms(21),
        Tones = [620],
        ExpectedTone = 620,
        EndedBy = "local",
        Cause = "BYE",
    };

    private static ProbeLeg Callee(int call) => Caller(call) with { Side = ProbeSide.Callee, CallId = $"b{call}", Tones = [440], ExpectedTone = 440, EndedBy = "remote" };

    private static IReadOnlyList<ProbeFault> Faults(params ProbeLeg[] legs) => [.. ProbeSummary.Judge(legs, null).Select(static l => l.Fault)];

    private static ProbeSummary Sum(params ProbeLeg[] legs) => ProbeSummary.Of(ProbeSummary.Judge(legs, null));
}
