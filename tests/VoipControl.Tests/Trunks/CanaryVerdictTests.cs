using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Core.Trunks;

namespace VoipControl.Tests.Trunks;

public sealed class CanaryVerdictTests
{
    private static readonly CanaryPlan Loop = new() { To = "sip:100@trunk", Mode = CanaryMode.Loop, SendHz = 1004, FarHz = 700 };
    private static readonly CanaryPlan Echo = Loop with { Mode = CanaryMode.Echo };
    private static readonly CanaryPlan Tone = Loop with { Mode = CanaryMode.Tone };
    private static readonly CanaryPlan Busy = Loop with { ExpectedStatus = 486 };

    private static readonly CanaryOutcome Answered = new()
    {
        Status = 200,
        SetUp = TimeSpan.FromSeconds(1),
        Here = new HeardAudio(250, 701.5),
        There = new HeardAudio(250, 1003),
    };

    private static readonly HeardAudio Nothing = new(0, null);
    private static readonly HeardAudio Silence = new(250, null);

    private static IEnumerable<TestCaseData<CanaryPlan, CanaryOutcome, string>> Cases()
    {
        static TestCaseData<CanaryPlan, CanaryOutcome, string> Case(string name, CanaryPlan plan, CanaryOutcome outcome, params CanaryFault[] faults) =>
            new(plan, outcome, string.Join(',', faults)) { TestName = $"A_call_is_judged({name})" };
        yield return Case("loop is well", Loop, Answered);
        yield return Case("echo is well", Echo, Answered with { Here = new HeardAudio(250, 1004), There = null });
        yield return Case("tone is well", Tone, Answered with { There = null });
        yield return Case("no response", Loop, new CanaryOutcome(), CanaryFault.NoAnswer);
        yield return Case("408", Loop, new CanaryOutcome { Status = 408 }, CanaryFault.NoAnswer);
        yield return Case("404", Loop, new CanaryOutcome { Status = 404 }, CanaryFault.WrongCause);
        yield return Case("a refusal that is right", Busy, new CanaryOutcome { Status = 486, SetUp = TimeSpan.FromSeconds(1) });
        yield return Case("408 where it is right", Loop with { ExpectedStatus = 408 }, new CanaryOutcome { Status = 408 });
        yield return Case("another refusal than the right one", Busy, new CanaryOutcome { Status = 480 }, CanaryFault.WrongCause);
        yield return Case("an answer where a refusal is right", Busy, Answered, CanaryFault.WrongCause);
        yield return Case("silence where a refusal is right", Busy, new CanaryOutcome(), CanaryFault.NoAnswer);
        yield return Case("a late refusal that is right", Busy, new CanaryOutcome { Status = 486, SetUp = TimeSpan.FromSeconds(9) }, CanaryFault.SlowSetUp);
        yield return Case("answered by another", Loop, Answered with { There = null }, CanaryFault.NotReturned);
        yield return Case("nothing at either end", Loop, Answered with { Here = Nothing, There = Nothing }, CanaryFault.NoAudio);
        yield return Case("silence at both ends", Loop, Answered with { Here = Silence, There = Silence }, CanaryFault.NoAudio);
        yield return Case("nothing here", Loop, Answered with { Here = Nothing }, CanaryFault.OneWayTowardsUs);
        yield return Case("silence here", Loop, Answered with { Here = Silence }, CanaryFault.OneWayTowardsUs);
        yield return Case("nothing there", Loop, Answered with { There = Nothing }, CanaryFault.OneWayFromUs);
        yield return Case("silence there", Loop, Answered with { There = Silence }, CanaryFault.OneWayFromUs);
        yield return Case("another tone here", Loop, Answered with { Here = new HeardAudio(250, 425) }, CanaryFault.WrongTone);
        yield return Case("our own tone instead of the callee's", Loop, Answered with { Here = new HeardAudio(250, 1004) }, CanaryFault.WrongTone);
        yield return Case("no echo", Echo, Answered with { Here = Nothing, There = null }, CanaryFault.NoAudio);
        yield return Case("another tone than ours comes back", Echo, Answered with { There = null }, CanaryFault.WrongTone);
        yield return Case("no tone", Tone, Answered with { Here = Silence, There = null }, CanaryFault.NoAudio);
        yield return Case("slow", Loop, Answered with { SetUp = TimeSpan.FromSeconds(8.1) }, CanaryFault.SlowSetUp);
        yield return Case("slow and one way", Loop, Answered with { SetUp = TimeSpan.FromSeconds(9), Here = Nothing }, CanaryFault.OneWayTowardsUs, CanaryFault.SlowSetUp);
        yield return Case("ended early", Loop, Answered with { EndedByOther = true }, CanaryFault.EndedEarly);
        yield return Case("ended before its tones", Loop, Answered with { EndedByOther = true, Here = Nothing }, CanaryFault.EndedEarly);
        yield return Case("our own fault", Loop, new CanaryOutcome { OwnFailure = "no port is free" }, CanaryFault.NotPlaced);
    }

    [TestCaseSource(nameof(Cases))]
    public void A_call_is_judged(CanaryPlan plan, CanaryOutcome outcome, string faults) =>
        Assert.That(string.Join(',', CanaryVerdict.Of(plan, outcome).Faults), Is.EqualTo(faults));

    [Test]
    public void A_verdict_of_mode_tone_says_that_one_direction_is_proved() =>
        Assert.That(CanaryVerdict.Of(Tone, Answered with { There = null }).Detail, Does.Contain("only the direction towards us"));

    [Test]
    public void An_unanswered_call_says_nothing_of_its_audio() =>
        Assert.That(CanaryVerdict.Of(Loop, new CanaryOutcome()).Judged, Has.No.Member(CanaryFault.OneWayTowardsUs));

    [Test]
    public void Every_outcome_has_a_verdict_whose_faults_it_could_show() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(
        Outcomes().ToArbitrary(), drawn =>
        {
            var verdict = CanaryVerdict.Of(drawn.Plan, drawn.Outcome);
            return verdict.Faults.All(verdict.Judged.Contains) && verdict.Faults.Distinct().Count() == verdict.Faults.Count && verdict.Detail.Length > 0;
        }));

    private static Gen<(CanaryPlan Plan, CanaryOutcome Outcome)> Outcomes()
    {
        HeardAudio?[] heard = [null, Nothing, Silence, new(9, 700), new(9, 1004), new(9, 425)];
        return
            from plan in Gen.Elements(Loop, Echo, Tone, Busy)
            from status in Gen.Elements<int?>(null, 200, 202, 302, 404, 408, 486, 503, 603)
            from setUp in Gen.Elements<TimeSpan?>(null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60))
            from here in Gen.Elements(heard)
            from there in Gen.Elements(heard)
            from early in Gen.Elements(true, false)
            from own in Gen.Elements(null, "no port")
            select (plan, new CanaryOutcome { Status = status, SetUp = setUp, Here = here, There = there, EndedByOther = early, OwnFailure = own });
    }
}
