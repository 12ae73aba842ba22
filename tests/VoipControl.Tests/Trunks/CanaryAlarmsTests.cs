using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Core.Trunks;

namespace VoipControl.Tests.Trunks;

public sealed class CanaryAlarmsTests
{
    private static readonly CanaryPlan Plan = new() { To = "sip:100@trunk", Mode = CanaryMode.Loop };
    private static readonly CanaryOutcome Well = new() { Status = 200, SetUp = TimeSpan.FromSeconds(1), Here = new(9, 700), There = new(9, 1004) };
    private static readonly CanaryVerdict Good = CanaryVerdict.Of(Plan, Well);
    private static readonly CanaryVerdict OneWay = CanaryVerdict.Of(Plan, Well with { Here = new(0, null) });
    private static readonly CanaryVerdict Unanswered = CanaryVerdict.Of(Plan, new CanaryOutcome());

    private static CanaryAlarms After(params CanaryVerdict[] verdicts)
    {
        var alarms = new CanaryAlarms(2, 2);
        foreach (var verdict in verdicts) alarms.Observe(verdict);
        return alarms;
    }

    [Test]
    public void One_bad_result_raises_nothing() => Assert.That(After(OneWay).Raised, Is.Empty);

    [Test]
    public void Bad_results_in_a_row_raise_the_alarm() => Assert.That(After(OneWay, OneWay).Raised, Is.EqualTo(new[] { CanaryFault.OneWayTowardsUs }));

    [Test]
    public void A_good_result_between_begins_the_count_anew() => Assert.That(After(OneWay, Good, OneWay).Raised, Is.Empty);

    [Test]
    public void One_good_result_clears_nothing() => Assert.That(After(OneWay, OneWay, Good).Raised, Is.Not.Empty);

    [Test]
    public void Good_results_in_a_row_clear_the_alarm() => Assert.That(After(OneWay, OneWay, Good, Good).Raised, Is.Empty);

    [Test]
    public void An_unanswered_call_clears_no_alarm_of_audio() =>
        Assert.That(After(OneWay, OneWay, Unanswered, Unanswered, Unanswered).Raised, Is.EqualTo(new[] { CanaryFault.NoAnswer, CanaryFault.OneWayTowardsUs }));

    [Test]
    public void Different_faults_are_different_alarms() => Assert.That(After(OneWay, Unanswered).Raised, Is.Empty);

    [Test]
    public void A_change_is_told_once()
    {
        var alarms = After(OneWay);
        Assert.That((alarms.Observe(OneWay).Count(static c => c.Raised), alarms.Observe(OneWay).Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public void An_alarm_of_the_process_before_is_told_cleared()
    {
        var alarms = After(Good);
        Assert.That(alarms.Observe(Good), Has.Member(new AlarmChange(CanaryFault.OneWayTowardsUs, false)));
    }

    [Test]
    public void Raised_and_cleared_take_turns_whatever_comes() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(
        Gen.Elements(Good, OneWay, Unanswered).ArrayOf().ToArbitrary(), verdicts =>
        {
            var alarms = new CanaryAlarms(2, 3);
            var changes = verdicts.SelectMany(v => alarms.Observe(v)).ToLookup(static c => c.Fault, static c => c.Raised);
            return changes.All(static of => of.Zip(of.Skip(1)).All(static pair => pair.First != pair.Second));
        }));
}
