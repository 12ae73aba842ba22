using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Testing;
using Outcome = VoipControl.Core.Calls.Outcome;

namespace VoipControl.Tests.Calls;

/// <summary>Facts commute and repeat without effect: whatever order they come in, they end in the same calls.</summary>
public sealed class CallOrderTests
{
    [TestCaseSource(typeof(Capture), nameof(Capture.CallScenarios))]
    public void Any_order_and_any_repetition_of_a_captured_calls_facts_ends_in_the_same_calls(string scenario)
    {
        var facts = Capture.Facts(scenario);
        var expected = Shown(facts);
        // Indexes may repeat; whatever is missing is added at the end, so every fact is there at least once.
        var orders = Gen.Choose(0, facts.Count - 1).ListOf().SelectMany(drawn => Gen.Shuffle(drawn.Concat(Enumerable.Range(0, facts.Count))));
        var property = Prop.ForAll(orders.ToArbitrary(), order => Shown([.. order.Select(i => facts[i])]) == expected);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), property);
    }

    [TestCaseSource(typeof(Capture), nameof(Capture.CallScenarios))]
    public void Applying_everything_a_second_time_reports_no_change(string scenario)
    {
        var facts = Capture.Facts(scenario);
        var book = new CallBook();
        foreach (var fact in facts) book.Apply(fact);
        Assert.That(facts.Select(f => book.Apply(f)!.Value.Changed), Is.All.False);
    }

    [TestCaseSource(typeof(Capture), nameof(Capture.CallScenarios))]
    public void Facts_survive_the_way_through_json(string scenario)
    {
        var facts = Capture.Facts(scenario);
        var back = facts.Select(f => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(f, CallJson.Default.LegFact), CallJson.Default.LegFact)!);
        Assert.That(Shown([.. back]), Is.EqualTo(Shown(facts)));
    }

    [Test]
    public void A_switchs_record_file_after_the_events_changes_nothing_that_people_see()
    {
        var facts = Capture.Facts("busy-callee.plain");
        var before = Capture.Fold(facts).Single();
        var after = Capture.Fold([.. facts, Capture.Report("busy-a-leg"), Capture.Report("busy-b-leg")]).Single();
        Assert.That((after.Outcome, after.Cause, after.EndedBy, after.StartedAt, after.EndedAt, after.Talk, after.Wait),
            Is.EqualTo((before.Outcome, before.Cause, before.EndedBy, before.StartedAt, before.EndedAt, before.Talk, before.Wait)));
    }

    [TestCase("bridged", Outcome.Answered)]
    [TestCase("busy", Outcome.Busy)]
    [TestCase("abandoned", Outcome.Abandoned)]
    [TestCase("no-answer", Outcome.NoAnswer)]
    [TestCase("no-callee", Outcome.Failed)]
    [TestCase("callee-hung-up", Outcome.Answered)]
    [TestCase("recorded", Outcome.Answered)]
    public void The_switchs_record_files_alone_tell_the_whole_call(string scenario, Outcome outcome)
    {
        var call = Capture.Fold([Capture.Report(scenario + "-b-leg"), Capture.Report(scenario + "-a-leg")]).Single();
        Assert.That((call.Outcome, call.Legs.Count, call.State, call.EndInferred), Is.EqualTo((outcome, 2, CallState.Ended, false)));
    }

    [Test]
    public void A_recording_that_nobody_heard_of_is_read_from_the_switchs_record_file()
    {
        var call = Capture.Fold([.. Capture.Reports("recorded-b-leg"), .. Capture.Reports("recorded-a-leg")]).Single();
        Assert.That(
            call.Recordings.Select(r => (Path.GetFileName(r.File), r.Leg, r.Length)),
            Is.EqualTo(new[] { ($"{call.Id}.wav", new LegId(call.Id.Value), (TimeSpan?)TimeSpan.FromMilliseconds(1540)) }));
    }

    [Test]
    public void A_call_that_was_not_recorded_has_no_recording_in_the_switchs_record_file() =>
        Assert.That(Capture.Reports("bridged-a-leg").Select(f => f.Kind), Is.EqualTo(new[] { FactKind.Reported }));

    internal static string Shown(IReadOnlyList<LegFact> facts) =>
        JsonSerializer.Serialize(Capture.Fold(facts), CallJson.Default.IReadOnlyListCallView);
}
