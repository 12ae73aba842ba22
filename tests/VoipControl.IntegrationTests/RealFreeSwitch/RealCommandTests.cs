using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>Every command of the SystemAPI on a real call: the switch takes it, and its effect shows in the call.</summary>
[TestFixture]
public sealed class RealCommandTests : RealCallLabFixture
{
    private SippProcess? _caller;

    [TearDown]
    public async Task EndCallerAsync()
    {
        if (_caller is { } caller) await caller.DisposeAsync();
    }

    [Test]
    public async Task A_click_to_call_through_the_SystemAPI_rings_both_parties_and_is_one_record()
    {
        var callees = Lab.Pair.Callees;
        var first = $"sofia/internal/101@{callees.Address}:{callees.Answer}";
        var second = $"sofia/internal/102@{callees.Address}:{callees.HangUp}";
        var placed = await PostAsync("/api/v1/calls", new { from = first, to = second, tenant = "lab", node = Lab.Pair.Second.Name }, HttpStatusCode.Accepted);
        var id = new CallId(placed.GetProperty("id").GetGuid());
        await Eventually("the call is over and recorded", async () => (await Lab.RecordsAsync()).Count > 0 && (await Lab.LiveCallsAsync()).Count == 0);
        var record = (await Lab.RecordsAsync()).Single();
        var call = (await Lab.Queries.FindCallAsync(id))!;
        Assert.Multiple(() =>
        {
            Assert.That((record.CallId, record.Outcome, record.Direction, record.Tenant, record.Node, record.EndInferred),
                Is.EqualTo((id, Outcome.Answered, Direction.Outbound, "lab", Lab.Pair.Second.Name, false)));
            Assert.That((record.Caller.Number, record.Callee.Number), Is.EqualTo((first, second)));
            Assert.That(call.Legs.Select(l => l.RingingAt), Has.Exactly(2).Items.And.None.Null);
            Assert.That(record.Talk.TotalSeconds, Is.GreaterThan(1), "the second party talks 1.5 s and hangs up");
        });
    }

    [Test]
    public async Task A_click_to_call_to_nobody_is_one_failed_record()
    {
        var callees = Lab.Pair.Callees;
        var placed = await PostAsync(
            "/api/v1/calls",
            new { from = $"sofia/internal/101@{callees.Address}:{callees.Dead}", to = $"sofia/internal/102@{callees.Address}:{callees.Answer}" }, HttpStatusCode.Accepted);
        await Eventually("it is recorded", async () => (await Lab.RecordsAsync()).Count > 0);
        var record = (await Lab.RecordsAsync()).Single();
        Assert.That((record.CallId.Value, record.Outcome, record.Talk), Is.EqualTo((placed.GetProperty("id").GetGuid(), Outcome.Failed, TimeSpan.Zero)));
    }

    [Test]
    public async Task Hold_and_unhold_make_a_hold_of_the_call()
    {
        var id = await TalkingAsync();
        await CommandAsync(id, "hold");
        await ShowsAsync(id, FactKind.Held, c => c.State == CallState.Held);
        await CommandAsync(id, "unhold");
        await ShowsAsync(id, FactKind.Unheld, c => c.State == CallState.Talking && c.Holds is [{ To: not null }]);
    }

    [Test]
    public async Task A_parked_caller_waits_in_park_and_can_be_transferred_from_there()
    {
        var id = await TalkingAsync();
        await CommandAsync(id, "park");
        await ShowsAsync(id, FactKind.Parked, c => c.State == CallState.Parked);
        await CommandAsync(id, "transfer", new { to = "7401" });
        await ShowsAsync(id, FactKind.Bridged, c => c.State == CallState.Ended && c.Outcome == Outcome.Answered && c.Legs.Count == 3);
    }

    [Test]
    public async Task A_recording_is_started_masked_unmasked_and_stopped()
    {
        var id = await TalkingAsync();
        await CommandAsync(id, "record", new { action = "Start" });
        await ShowsAsync(id, FactKind.RecordingStarted, c => c.Recordings is [{ StoppedAt: null }]);
        await CommandAsync(id, "record", new { action = "Mask" });
        await CommandAsync(id, "record", new { action = "Unmask" });
        await CommandAsync(id, "record", new { action = "Stop" });
        await ShowsAsync(id, FactKind.RecordingStopped, c => c.Recordings is [{ StoppedAt: not null }]);
        var file = (await Lab.Queries.FindCallAsync(id))!.Recordings[0].File;
        Assert.That(file, Does.Exist);
    }

    [Test]
    public async Task A_recording_that_began_while_the_control_plane_was_dead_can_be_masked_and_stopped()
    {
        await Lab.KillPlaneAsync();
        var settings = Lab.Calls(Lab.Pair.First, "uac-commanded", "8101", calls: 1);
        _caller = await SippProcess.StartAsync(settings, Clock);
        await Eventually("the switch records", () => Task.FromResult(Directory.EnumerateFiles(Lab.Pair.First.RecordingsDirectory).Any()));
        await Lab.StartPlaneAsync();
        var id = await TalkingAsync(settings);
        await ShowsAsync(id, FactKind.RecordingStarted, c => c.Recordings is [{ StoppedAt: null }]);
        await CommandAsync(id, "record", new { action = "Mask" });
        await CommandAsync(id, "record", new { action = "Stop" });
        await ShowsAsync(id, FactKind.RecordingStopped, c => c.Recordings is [{ StoppedAt: not null, Length: not null }]);
    }

    [Test]
    public async Task Digits_are_sent()
    {
        var id = await TalkingAsync();
        await CommandAsync(id, "dtmf", new { digits = "12#" });
        // Digits that the switch sends raise no event: its word is all there is.
        await ShowsAsync(id, FactKind.Bridged, c => c.State == CallState.Talking);
    }

    [Test]
    public async Task A_hang_up_ends_the_call_by_the_system()
    {
        var id = await TalkingAsync();
        using var answer = await Lab.Api.DeleteAsync(new Uri($"/api/v1/calls/{id}", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await ShowsAsync(id, FactKind.Ended, c => c.State == CallState.Ended && c.Outcome == Outcome.Answered && c.EndedBy == HangUpSide.System && !c.EndInferred);
    }

    /// <summary>A real call whose parties talk.</summary>
    private async Task<CallId> TalkingAsync()
    {
        var settings = Lab.Calls(Lab.Pair.First, "uac-commanded", "7101", calls: 1);
        _caller = await SippProcess.StartAsync(settings, Clock);
        return await TalkingAsync(settings);
    }

    private async Task<CallId> TalkingAsync(SippSettings settings)
    {
        CallView? call = null;
        await Eventually("the parties talk", async () =>
            (call = await Lab.FindCallAsync(settings.CallerPrefix + "00001")) is { State: CallState.Talking });
        return call!.Id;
    }

    private async Task CommandAsync(CallId id, string verb, object? body = null) =>
        await PostAsync($"/api/v1/calls/{id}/{verb}", body, HttpStatusCode.OK);

    private async Task<JsonElement> PostAsync(string path, object? body, HttpStatusCode expected)
    {
        using var answer = await Lab.Api.PostAsync(new Uri(path, UriKind.Relative), body is null ? null : JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(expected), text);
        return JsonElement.Parse(text);
    }

    /// <summary>Waits until the call is as described and its timeline has a fact of that kind.</summary>
    private async Task ShowsAsync(CallId id, FactKind kind, Predicate<CallView> isThere)
    {
        var shown = "";
        try
        {
            await Eventually($"{kind} shows in the call", async () =>
            {
                var call = await Lab.DetailAsync(id);
                shown = call.ToString();
                return isThere(call.GetProperty("call").Deserialize(CallJson.Default.CallView)!)
                    && call.GetProperty("timeline").EnumerateArray().Any(e => e.GetProperty("kind").GetString() == kind.ToString());
            });
        }
        catch (TimeoutException late)
        {
            Assert.Fail($"{late.Message} It is: {shown}");
        }
    }
}
