using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Lab;

namespace VoipControl.IntegrationTests.EndToEnd;

/// <summary>What a client of the SystemAPI asks for happens on a switch, is seen in the call, and ends in its one record.</summary>
public sealed class ApiOnLabTests
{
    private ApiOnLab _api = null!;

    [OneTimeSetUp]
    public async Task Start() => _api = await ApiOnLab.StartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_api is not null) await _api.DisposeAsync();
    }

    [Test]
    public async Task Nodes_are_listed_as_connected_with_the_core_that_runs()
    {
        var nodes = (await _api.GetAsync("/api/v1/nodes")).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(nodes.Select(static n => n.GetProperty("name").GetString()), Is.EqualTo(new[] { "lab-a", "lab-b" }));
            Assert.That(nodes.Select(static n => n.GetProperty("state").GetString()), Is.All.EqualTo("connected"));
            Assert.That(nodes.Select(static n => n.GetProperty("coreId").GetString()), Is.EqualTo(_api.Lab.Switches.Select(static s => s.CoreId)));
        });
    }

    [Test]
    public async Task A_live_call_is_listed_until_it_ends_and_is_then_a_record()
    {
        var (id, call) = await _api.TalkingAsync("+996555000001");
        await ApiOnLab.EventuallyAsync("the live call is listed", async () => await ListedAsync("live"));
        call.HangUp();
        await _api.SeesAsync(id, CallState.Ended);
        await ApiOnLab.EventuallyAsync("the call is listed as ended", async () => await ListedAsync("ended"));
        Assert.That((await _api.RecordAsync(id)).Outcome, Is.EqualTo(Outcome.Answered));

        async Task<bool> ListedAsync(string state) =>
            (await _api.GetAsync($"/api/v1/calls?state={state}&number=%2B996555000001")).Ids().SequenceEqual([id.ToString()]);
    }

    [Test]
    public async Task Click_to_call_leaves_one_record_under_the_id_that_was_answered()
    {
        _api.Second.SetEndpoint("102", new LabEndpoint { Talk = TimeSpan.FromMilliseconds(300) });
        var id = await _api.CallAsync(new { from = "101", to = "102", node = "lab-b", callerIdName = "Taxi Bishkek", tenant = "lab" });
        var record = await _api.RecordAsync(id);
        Assert.Multiple(() =>
        {
            Assert.That((record.Caller.Number, record.Callee.Number), Is.EqualTo(("101", "102")));
            Assert.That((record.Outcome, record.Node, record.Tenant, record.LegCount), Is.EqualTo((Outcome.Answered, "lab-b", "lab", 2)));
        });
    }

    [Test]
    public async Task Click_to_call_of_somebody_who_is_not_registered_leaves_one_failed_record()
    {
        var id = await _api.CallAsync(new { from = "199", to = "102", node = "lab-a", tenant = "lab" });
        var record = await _api.RecordAsync(id);
        Assert.That((record.Outcome, record.Cause, record.Caller.Number, record.Callee.Number, record.Tenant),
            Is.EqualTo((Outcome.Failed, "SUBSCRIBER_ABSENT", "199", "102", "lab")));
    }

    [Test]
    public async Task A_second_party_that_is_busy_makes_a_busy_record()
    {
        _api.First.SetEndpoint("103", new LabEndpoint { FailsWith = "USER_BUSY", After = TimeSpan.FromMilliseconds(50) });
        var id = await _api.CallAsync(new { from = "101", to = "103", node = "lab-a" });
        Assert.That((await _api.RecordAsync(id)).Outcome, Is.EqualTo(Outcome.Busy));
    }

    [Test]
    public async Task A_first_party_that_is_busy_makes_a_busy_record()
    {
        _api.First.SetEndpoint("104", new LabEndpoint { FailsWith = "USER_BUSY", After = TimeSpan.FromMilliseconds(50) });
        var id = await _api.CallAsync(new { from = "104", to = "102", node = "lab-a" });
        Assert.That((await _api.RecordAsync(id)).Outcome, Is.EqualTo(Outcome.Busy));
    }

    [Test]
    public async Task A_hang_up_ends_every_leg_with_the_cause_that_was_asked_for()
    {
        var (id, call) = await _api.TalkingAsync();
        var reply = await _api.SendAsync("DELETE", $"/api/v1/calls/{id}?cause=CALL_REJECTED");
        Assert.That(reply.Status, Is.EqualTo(200), reply.Text);
        var truth = await call.Ended.WaitAsync(ApiOnLab.Patience, TimeProvider.System);
        var record = await _api.RecordAsync(id);
        Assert.That((truth.HangupCause, record.Cause, record.EndedBy), Is.EqualTo(("CALL_REJECTED", "CALL_REJECTED", HangUpSide.System)));
    }

    [Test]
    public async Task A_hold_is_seen_and_ended()
    {
        var (id, call) = await _api.TalkingAsync();
        await _api.DoAsync(id, "hold");
        await _api.SeesAsync(id, CallState.Held);
        await _api.DoAsync(id, "unhold");
        var view = await _api.SeesAsync(id, CallState.Talking);
        Assert.That((call.Outcome.Holds, view.GetProperty("holds").GetArrayLength(), view.GetProperty("holds")[0].TryGetProperty("to", out _)), Is.EqualTo((1, 1, true)));
        call.HangUp();
    }

    [Test]
    public async Task A_transfer_is_kept_in_the_call_and_rings_its_target()
    {
        var (id, call) = await _api.TalkingAsync();
        await _api.DoAsync(id, "transfer", new { to = "106" });
        var view = await _api.SeesAsync(id, "three legs and a transfer are known", static c => c.GetProperty("legs").GetArrayLength() == 3 && c.GetProperty("transfers").GetArrayLength() == 1);
        Assert.That((view.GetProperty("transfers")[0].GetProperty("target").GetString()![..4], call.Outcome.Transfers), Is.EqualTo(("106/", new[] { "106" })));
        await _api.SeesAsync(id, CallState.Talking);
        call.HangUp();
    }

    [Test]
    public async Task A_parked_call_waits_in_park()
    {
        var (id, call) = await _api.TalkingAsync();
        await _api.DoAsync(id, "park");
        await _api.SeesAsync(id, CallState.Parked);
        call.HangUp();
        Assert.That((await _api.RecordAsync(id)).Outcome, Is.EqualTo(Outcome.Answered));
    }

    [Test]
    public async Task Digits_reach_the_leg()
    {
        var (id, call) = await _api.TalkingAsync();
        Assert.That(await _api.DoAsync(id, "dtmf", new { digits = "12#" }), Does.Contain("sent DTMF 12#"));
        call.HangUp();
    }

    [Test]
    public async Task A_recording_is_started_masked_and_stopped()
    {
        var (id, call) = await _api.TalkingAsync();
        await _api.DoAsync(id, "record", new { action = "Start", file = "order-7.wav" });
        await _api.SeesAsync(id, "the recording runs", static c => c.GetProperty("recordings") is var r && r.GetArrayLength() == 1 && r[0].GetProperty("file").GetString() == "order-7.wav");
        await _api.DoAsync(id, "record", new { action = "Mask" });
        await _api.DoAsync(id, "record", new { action = "Unmask" });
        await _api.DoAsync(id, "record", new { action = "Stop" });
        await _api.SeesAsync(id, "the recording has ended", static c => c.GetProperty("recordings")[0].TryGetProperty("stoppedAt", out _));
        var again = await _api.SendAsync("POST", $"/api/v1/calls/{id}/record", new { action = "Mask" });
        Assert.That((again.Status, call.Outcome.Recordings), Is.EqualTo((409, new[] { "order-7.wav" })), again.Text);
        call.HangUp();
    }

    [Test]
    public async Task A_command_on_a_call_nobody_knows_is_answered_404()
    {
        var reply = await _api.SendAsync("POST", $"/api/v1/calls/{Guid.NewGuid()}/hold");
        Assert.That((reply.Status, reply.Problem), Is.EqualTo((404, "no-such-call")));
    }

    [Test]
    public async Task A_command_on_a_call_that_is_over_is_refused()
    {
        var (id, call) = await _api.TalkingAsync();
        call.HangUp();
        await _api.SeesAsync(id, CallState.Ended);
        var reply = await _api.SendAsync("POST", $"/api/v1/calls/{id}/hold");
        Assert.That((reply.Status, reply.Problem), Is.EqualTo((409, "call-ended")));
    }

    [Test]
    public async Task A_command_that_the_switch_refuses_is_answered_in_its_words()
    {
        var (id, call) = await _api.TalkingAsync();
        var reply = await _api.SendAsync("POST", $"/api/v1/calls/{id}/unhold");
        Assert.That((reply.Status, reply.Problem, reply.Text.Contains("-ERR Operation failed")), Is.EqualTo((409, "refused", true)), reply.Text);
        call.HangUp();
    }

    [Test]
    public async Task The_live_feed_shows_the_calls_then_their_changes_and_goes_on_where_it_was_left()
    {
        var (id, call) = await _api.TalkingAsync();
        string lastId;
        using (var feed = await _api.FollowAsync())
        {
            var snapshot = await feed.NextAsync();
            Assert.That((snapshot.Kind, snapshot.Data.GetProperty("calls").EnumerateArray().Count(c => c.GetProperty("id").GetString() == id.ToString())), Is.EqualTo(("snapshot", 1)));
            call.Hold();
            lastId = (await ChangeAsync(feed, id, "Held")).Id!;
        }
        call.Unhold();
        call.HangUp();
        await _api.SeesAsync(id, CallState.Ended);
        using var again = await _api.FollowAsync(lastId);
        var first = await again.NextAsync();
        Assert.That(first.Kind, Is.Not.EqualTo("snapshot"));
        if (first.Data.GetProperty("id").GetString() != id.ToString() || first.Data.GetProperty("state").GetString() != "Ended") await ChangeAsync(again, id, "Ended");
    }

    private static async Task<Web.SseEvent> ChangeAsync(Web.SseReader feed, CallId id, string state)
    {
        while (true)
        {
            var change = await feed.NextAsync("call");
            if (change.Data.GetProperty("id").GetString() == id.ToString() && change.Data.GetProperty("state").GetString() == state) return change;
        }
    }
}
