using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Core.Trunks;

namespace VoipControl.Tests.Trunks;

public sealed class QualificationTests
{
    private static readonly QualifyRules Plain = new() { UpAfter = 2, DownAfter = 3, Window = 10, Damping = DampingRules.None };
    private static readonly QualifyRules Damped = Plain with { Damping = new DampingRules() };

    private static ProbeResult Good(double milliseconds = 10) => new(200, TimeSpan.FromMilliseconds(milliseconds));

    private static ProbeResult Lost() => ProbeResult.Lost("no answer within 2 s");

    /// <summary>Probes a second apart; + is an answer, - is none. Returns the states after each.</summary>
    private static List<TargetState> Run(QualifyRules rules, IEnumerable<bool> probes)
    {
        var target = new Qualification(rules);
        var states = new List<TargetState>();
        var now = TimeSpan.Zero;
        foreach (var good in probes)
        {
            target.Observe(good ? Good() : Lost(), now += TimeSpan.FromSeconds(1));
            states.Add(target.State);
        }
        return states;
    }

    private static TargetState Last(QualifyRules rules, string probes) => Run(rules, probes.Select(static c => c == '+'))[^1];

    [TestCase("+", TargetState.Unknown)]
    [TestCase("++", TargetState.Up)]
    [TestCase("--", TargetState.Unknown)]
    [TestCase("---", TargetState.Down)]
    [TestCase("++--", TargetState.Up)]
    [TestCase("++---", TargetState.Down)]
    [TestCase("++--+--", TargetState.Up)]
    [TestCase("++---+", TargetState.Down)]
    [TestCase("++---+-+", TargetState.Down)]
    [TestCase("++---++", TargetState.Up)]
    [TestCase("---++", TargetState.Up)]
    public void Thresholds_decide(string probes, TargetState expected) => Assert.That(Last(Plain, probes), Is.EqualTo(expected));

    [TestCase(200, TargetState.Up)]
    [TestCase(404, TargetState.Up)]
    [TestCase(405, TargetState.Up)]
    [TestCase(486, TargetState.Up)]
    [TestCase(501, TargetState.Up)]
    [TestCase(603, TargetState.Up)]
    [TestCase(503, TargetState.Down)]
    [TestCase(408, TargetState.Down)]
    [TestCase(null, TargetState.Down)]
    public void Any_final_response_but_out_of_service_shows_that_it_is_reachable(int? status, TargetState expected)
    {
        var target = new Qualification(Plain);
        for (var i = 1; i <= 3; i++) target.Observe(new ProbeResult(status, TimeSpan.FromMilliseconds(5)), TimeSpan.FromSeconds(i));
        Assert.That(target.State, Is.EqualTo(expected));
    }

    [Test]
    public void What_counts_as_out_of_service_can_be_set()
    {
        var target = new Qualification(Plain with { OutOfService = new HashSet<int> { 404 }, DownAfter = 1 });
        target.Observe(new ProbeResult(404, TimeSpan.Zero), TimeSpan.Zero);
        Assert.That(target.State, Is.EqualTo(TargetState.Down));
    }

    [Test]
    public void A_target_out_of_service_answers_and_loses_nothing()
    {
        var target = new Qualification(Plain);
        target.Observe(new ProbeResult(503, TimeSpan.FromMilliseconds(7)), TimeSpan.Zero);
        var figures = target.Figures(TimeSpan.Zero);
        Assert.That((figures.LossPercent, figures.RoundTrip, figures.Reason), Is.EqualTo((0.0, TimeSpan.FromMilliseconds(7), "it says that it is out of service (status 503)")));
    }

    [Test]
    public void Figures_cover_the_window_and_nothing_before_it()
    {
        var target = new Qualification(Plain with { Window = 4 });
        foreach (var probe in new[] { Good(900), Good(10), Lost(), Good(30), Good(20) }) target.Observe(probe, TimeSpan.Zero);
        var figures = target.Figures(TimeSpan.Zero);
        Assert.That((figures.Min?.TotalMilliseconds, figures.Max?.TotalMilliseconds, figures.RoundTrip?.TotalMilliseconds, figures.LossPercent, figures.Probes), Is.EqualTo((10, 30, 20, 25, 4)));
    }

    [Test]
    public void The_smoothed_round_trip_takes_an_eighth_of_each_new_one()
    {
        var target = new Qualification(Plain);
        target.Observe(Good(80), TimeSpan.Zero);
        target.Observe(Good(160), TimeSpan.Zero);
        Assert.That(target.Figures(TimeSpan.Zero).Smoothed, Is.EqualTo(TimeSpan.FromMilliseconds(90)));
    }

    [Test]
    public void The_third_loss_within_minutes_holds_a_target_down_also_when_it_answers_again() =>
        Assert.That(Last(Damped, "++---++---++---++++"), Is.EqualTo(TargetState.Damped));

    [Test]
    public void A_calm_target_is_let_go_when_its_penalty_has_decayed_without_any_probe()
    {
        var target = new Qualification(Damped);
        var now = TimeSpan.Zero;
        foreach (var c in "++---++---++---++") target.Observe(c == '+' ? Good() : Lost(), now += TimeSpan.FromSeconds(1));
        // From 3,000 or a little less down to 750: two half-lives.
        Assert.That((target.Pass(now + TimeSpan.FromMinutes(9)), target.State), Is.EqualTo((false, TargetState.Damped)));
        Assert.That((target.Pass(now + TimeSpan.FromMinutes(10)), target.State), Is.EqualTo((true, TargetState.Up)));
    }

    [Test]
    public void A_target_that_is_let_go_while_it_does_not_answer_is_down()
    {
        var target = new Qualification(Damped);
        var now = TimeSpan.Zero;
        foreach (var c in "++---++---++---") target.Observe(c == '+' ? Good() : Lost(), now += TimeSpan.FromSeconds(1));
        target.Pass(now + TimeSpan.FromMinutes(11));
        Assert.That(target.State, Is.EqualTo(TargetState.Down));
    }

    [Test]
    public void No_amount_of_flapping_holds_a_target_longer_than_the_limit_once_it_is_calm()
    {
        var target = new Qualification(Damped);
        var now = TimeSpan.Zero;
        for (var i = 0; i < 500; i++)
            foreach (var c in "++---") target.Observe(c == '+' ? Good() : Lost(), now += TimeSpan.FromSeconds(1));
        target.Pass(now + Damped.Damping.MaxHold + TimeSpan.FromSeconds(6));
        Assert.That(target.State, Is.Not.EqualTo(TargetState.Damped));
    }

    [Test]
    public void A_state_never_flips_without_its_threshold() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
        ArbMap.Default.ArbFor<bool[]>(), ArbMap.Default.ArbFor<byte>(), (probes, drawn) =>
        {
            var rules = Plain with { UpAfter = 1 + (drawn & 3), DownAfter = 1 + (drawn >> 2 & 3) };
            var states = Run(rules, probes);
            for (var i = 0; i < states.Count; i++)
            {
                if (states[i] == (i == 0 ? TargetState.Unknown : states[i - 1])) continue;
                var needed = states[i] == TargetState.Up ? rules.UpAfter : rules.DownAfter;
                if (i + 1 < needed || probes.Skip(i + 1 - needed).Take(needed).Any(p => p != (states[i] == TargetState.Up))) return false;
            }
            return true;
        }));

    [Test]
    public void Damping_bounds_the_changes_within_a_half_life() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
        Gen.ArrayOf(ArbMap.Default.GeneratorFor<bool>(), 900).ToArbitrary(), probes =>
        {
            // A target as nervous as can be: every probe counts.
            var rules = Plain with { UpAfter = 1, DownAfter = 1, Damping = new DampingRules() };
            var states = Run(rules, probes);
            var changes = Enumerable.Range(1, states.Count - 1).Where(i => states[i] != states[i - 1]).ToList();
            // Within a half-life no penalty decays below half of what it was, so after 2*Suppress/Penalty losses it is held.
            var bound = 2 * (2 * rules.Damping.Suppress / rules.Damping.Penalty) + 2;
            return changes.TrueForAll(from => changes.Count(at => at >= from && at - from < rules.Damping.HalfLife.TotalSeconds) <= bound);
        }));

    [Test]
    public void Without_damping_the_same_target_changes_without_bound() =>
        Assert.That(Run(Plain with { UpAfter = 1, DownAfter = 1 }, Enumerable.Range(0, 300).Select(static i => i % 2 == 0)),
            Is.EqualTo(Enumerable.Range(0, 300).Select(static i => i % 2 == 0 ? TargetState.Up : TargetState.Down)));

    [Test]
    public void Figures_stay_within_their_bounds_whatever_comes() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(
        ArbMap.Default.ArbFor<int?[]>(), statuses =>
        {
            var target = new Qualification(Damped);
            var now = TimeSpan.Zero;
            foreach (var status in statuses)
            {
                target.Observe(new ProbeResult(status, TimeSpan.FromMilliseconds(Math.Abs((long)(status ?? 0)) % 5000)), now += TimeSpan.FromSeconds(1));
                var f = target.Figures(now);
                if (f.LossPercent is < 0 or > 100 || f.Min > f.Max || f.Smoothed < TimeSpan.Zero || f.Penalty > Damped.Damping.Ceiling || f.Probes > Damped.Window) return false;
            }
            return true;
        }));
}
