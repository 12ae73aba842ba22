using NUnit.Framework;
using VoipControl.Lab;
using VoipControl.Pbx.Nodes;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Pbx;

/// <summary>Every fault of the lab switch, and that the records are right afterwards.</summary>
public sealed class FaultTests : CallLabFixture
{
    private readonly Random _random = new(5);

    private LabSwitch Switch => Calls.Switches[0];

    private NodeStatus Node => Calls.Plane.Sessions[0].Status;

    [Test]
    public async Task Calls_of_a_switch_that_dies_for_good_get_an_inferred_end_and_the_other_switchs_calls_their_own()
    {
        await StartLabAsync(switches: 2);
        await Calls.StartPlaneAsync();
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        await Switch.Faults.DieAsync();
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        await AssertRecordsAsync();
        Assert.That(Calls.Truth().Count(t => t.Outcome == LabOutcome.Lost), Is.Positive, "calls were up when it died");
        Assert.That(Node.State, Is.EqualTo(NodeState.Disconnected));
    }

    [Test]
    public async Task Calls_of_a_switch_that_restarts_with_a_new_core_end_as_crashed()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync();
        var before = Node.Core;
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        await Switch.Faults.RestartAsync();
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(500), _random);
        await AssertRecordsAsync();
        Assert.That(Node.Core, Is.Not.EqualTo(before));
        Assert.That(Calls.Truth().Count(t => t.Outcome == LabOutcome.Lost), Is.Positive);
    }

    [Test]
    public async Task A_switch_that_hangs_is_left_and_its_calls_of_that_time_are_found_again()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync();
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        Switch.Faults.Hanging = true;
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        await Eventually("the hung switch is left", () => Node.State != NodeState.Connected);
        Switch.Faults.Hanging = false;
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        await AssertRecordsAsync();
    }

    [Test]
    public async Task A_refused_password_is_told_with_its_key_and_healed_without_a_restart()
    {
        await StartLabAsync();
        Switch.Faults.RefuseAuthentication = true;
        await Calls.StartPlaneAsync(connected: false);
        await Eventually("the refusal is known", () => Node.State == NodeState.Refused);
        Assert.That(Node.Reason, Does.Contain("Password").And.Not.Contain(CallLab.Password));
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        Switch.Faults.RefuseAuthentication = false;
        await Calls.Plane.ConnectedAsync();
        await AssertRecordsAsync();
    }

    [Test]
    public async Task Lost_events_cost_no_record_and_no_truth_where_the_switch_leaves_record_files()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync();
        Switch.Faults.LoseProbability = 0.3;
        await Calls.PlaceAllKindsAsync(rounds: 3, TimeSpan.FromSeconds(2), _random);
        await AssertRecordsAsync();
        Assert.That(Switch.Faults.EventsLost, Is.Positive);
    }

    [Test]
    public async Task Lost_ends_without_record_files_are_inferred_and_marked()
    {
        await StartLabAsync(recordFiles: false);
        await Calls.StartPlaneAsync();
        foreach (var name in new[] { "CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY" }) Switch.Faults.LoseByName(name);
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        await Calls.AllRecordedAsync();
        var records = await Calls.RecordsAsync();
        Assert.That(records.Select(r => r.CallId.Value.ToString()), Is.EquivalentTo(Calls.Truth().Select(t => t.RootUuid)));
        Assert.That(records.Select(r => r.EndInferred), Is.All.True);
    }

    [Test]
    public async Task Events_told_twice_make_no_second_record()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync();
        Switch.Faults.RepeatProbability = 1;
        await Calls.PlaceAllKindsAsync(rounds: 2, TimeSpan.FromSeconds(1), _random);
        await AssertRecordsAsync();
        Assert.That(Switch.Faults.EventsRepeated, Is.Positive);
    }

    [Test]
    public async Task Events_in_the_wrong_order_end_as_the_right_records()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync();
        Switch.Faults.ReorderWindow = 20;
        await Calls.PlaceAllKindsAsync(rounds: 3, TimeSpan.FromSeconds(2), _random);
        // A held-back event waits for later ones: the last of them come with calls of their own.
        Switch.Faults.ReorderWindow = 0;
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        await AssertRecordsAsync();
        Assert.That(Switch.Faults.EventsReordered, Is.Positive);
    }

    [Test]
    public async Task Zombies_are_counted_and_never_become_calls()
    {
        await StartLabAsync();
        Switch.Faults.Zombies = 5;
        await Calls.StartPlaneAsync();
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(300), _random);
        await AssertRecordsAsync();
        Assert.That(Node.Zombies, Is.EqualTo(5));
    }

    [Test]
    public async Task Answers_later_than_every_deadline_lose_no_call()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync();
        Switch.Faults.AnswerLate = TimeSpan.FromSeconds(3);
        await Calls.PlaceAllKindsAsync(rounds: 2, TimeSpan.FromSeconds(3), _random);
        Switch.Faults.AnswerLate = TimeSpan.Zero;
        await AssertRecordsAsync();
    }

    [Test]
    public async Task A_connection_that_breaks_again_and_again_loses_no_call()
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync();
        for (var i = 0; i < 5; i++)
        {
            await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(400), _random);
            Switch.Faults.DropClients();
        }
        await AssertRecordsAsync();
    }

    [Test]
    public async Task Calls_that_began_before_the_control_plane_are_taken_up_with_their_true_start()
    {
        await StartLabAsync();
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(200), _random);
        await Calls.StartPlaneAsync();
        await AssertRecordsAsync();
    }

    [Test]
    public async Task A_control_plane_that_is_stopped_and_started_again_has_missed_nothing()
    {
        await StartLabAsync(switches: 2);
        await Calls.StartPlaneAsync();
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(500), _random);
        await Calls.StopPlaneAsync();
        await Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(500), _random);
        await Calls.StartPlaneAsync();
        await AssertRecordsAsync();
    }

    private static Task Eventually(string what, Func<bool> condition) =>
        Poll.UntilAsync(what, TimeSpan.FromSeconds(20), TimeProvider.System, condition);
}
