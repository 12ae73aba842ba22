using NUnit.Framework;
using VoipControl.Lab.Recovery;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab;

internal sealed class RecoveryPlannerTests
{
    private static readonly HashSet<string> Profiles = ["internal"];

    [Test]
    public void Captured_legs_of_one_call_are_bridged_by_the_one_that_began_it()
    {
        var plan = Plan(Captured("bridged-outbound"), Captured("bridged-inbound"));

        Assert.That(plan.Legs.Select(l => l.Fate), Is.EqualTo(new[] { LegFate.IsBridged, LegFate.Bridges }));
    }

    [Test]
    public void A_captured_parked_leg_runs_its_applications_again_from_the_first()
    {
        var leg = Plan(Captured("parked")).Legs[0];

        Assert.That((leg.Fate, string.Join(' ', leg.Applications.Select(a => a.Name))), Is.EqualTo((LegFate.RunsApplications, "export set answer park")));
    }

    [Test]
    public void The_events_come_as_in_the_captured_takeover()
    {
        var expected = Captured("bridged-inbound").Uuid;

        var events = Plan(Captured("bridged-outbound"), Captured("bridged-inbound")).Events;

        Assert.That(events, Is.EqualTo(new[]
        {
            ("CHANNEL_CREATE", Captured("bridged-outbound").Uuid), ("CHANNEL_CREATE", expected),
            ("CUSTOM sofia::recovery_recovered", ""), ("CHANNEL_BRIDGE", expected),
        }));
    }

    [TestCase("bridged-outbound", "DOWN")]
    [TestCase("bridged-inbound", "ACTIVE")]
    public void A_leg_s_call_state_is_that_of_the_captured_takeover(string name, string state) =>
        Assert.That(Plan(Captured(name)).Legs[0].CallState, Is.EqualTo(state));

    [Test]
    public void A_leg_whose_partner_has_no_row_stays_silent() =>
        Assert.That(Plan(Captured("bridged-inbound")).Legs.Select(l => (l.Fate, l.Partner)), Is.EqualTo(new[] { (LegFate.Stranded, (string?)null) }));

    [Test]
    public void Two_legs_that_neither_began_their_bridge_stay_silent()
    {
        var plan = Plan(LabLegs.Row(Leg("a", "b", false)), LabLegs.Row(Leg("b", "a", false)));

        Assert.That(plan.Legs.Select(l => l.Fate), Has.All.EqualTo(LegFate.Stranded));
    }

    [Test]
    public void Of_two_legs_that_both_began_the_bridge_the_first_makes_it_again()
    {
        var plan = Plan(LabLegs.Row(Leg("a", "b", true)), LabLegs.Row(Leg("b", "a", true)));

        Assert.That(plan.Bridges, Is.EqualTo(new[] { ("a", "b") }));
    }

    [Test]
    public void A_leg_without_bridge_and_applications_ends() =>
        Assert.That(Plan(LabLegs.Row(LabLegs.Document("a", true))).Legs[0].Fate, Is.EqualTo(LegFate.Ends));

    [Test]
    public void Announcements_are_left_out_when_the_leg_says_so()
    {
        var leg = LabLegs.Document("a", false);
        var document = leg with
        {
            Variables = [.. leg.Variables, KeyValuePair.Create("recovery_skip_announcement_type_applications", "true")],
            ExtensionName = "x",
            Applications = [new("answer", ""), new("playback", "hello.wav"), new("park", "")],
        };

        Assert.That(Plan(LabLegs.Row(document)).Legs[0].Applications.Select(a => a.Name), Is.EqualTo(new[] { "answer", "park" }));
    }

    [Test]
    public void A_ghost_of_another_host_is_rebuilt_like_the_others()
    {
        var ghost = LabLegs.Row(Leg("ghost", "other", true)) with { RuntimeUuid = "long-dead", Hostname = "elsewhere" };

        Assert.That(Plan(ghost, Captured("parked")).RecoveredCalls, Is.EqualTo(2));
    }

    [Test]
    public void A_row_that_cannot_be_read_hides_no_other()
    {
        var plan = Plan(Captured("parked") with { Uuid = "bad", Metadata = "<cdr" }, Captured("parked"));

        Assert.That((plan.Legs.Count, plan.Refused[0].Key), Is.EqualTo((1, "bad")));
    }

    [Test]
    public void A_second_row_of_a_leg_is_refused() =>
        Assert.That(Plan(Captured("parked"), Captured("parked")).Refused[0].Value, Is.EqualTo("A leg with this uuid lives already."));

    [Test]
    public void A_row_of_a_leg_that_lives_here_is_refused() =>
        Assert.That(RecoveryPlanner.Plan([Captured("parked")], Profiles, static _ => true).Refused, Has.Count.EqualTo(1));

    [Test]
    public void A_row_of_a_profile_that_does_not_run_here_is_refused() =>
        Assert.That(RecoveryPlanner.Plan([Captured("parked")], new HashSet<string> { "external" }, static _ => false).Refused[0].Value,
            Is.EqualTo("Invalid profile internal"));

    [TestCase(0, "No calls to recover.")]
    [TestCase(1, "Recovered 1 call(s)")]
    public void The_command_says_how_many_legs_it_rebuilt(int legs, string reply) =>
        Assert.That(Plan([.. Enumerable.Repeat(Captured("parked"), legs)]).Reply, Is.EqualTo(reply));

    private static RecoveryPlan Plan(params RecoveryRow[] rows) => RecoveryPlanner.Plan(rows, Profiles, static _ => false);

    private static RecoveryDocument Leg(string uuid, string partner, bool originator) =>
        LabLegs.Document(uuid, outbound: !originator, partner: partner) with { BridgeOriginator = originator };

    private static RecoveryRow Captured(string name)
    {
        var xml = File.ReadAllText(Path.Combine(Capture.Folder, "recovery", name + ".xml"));
        return new RecoveryRow("dead-core", RecoveryRow.Sofia, "internal", "voip", RecoveryDocument.Parse(xml).Uuid!, xml);
    }
}
