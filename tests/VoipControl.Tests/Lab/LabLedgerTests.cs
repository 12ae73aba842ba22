using System.Text.Json;
using NUnit.Framework;
using VoipControl.Lab;

namespace VoipControl.Tests.Lab;

internal sealed class LabLedgerTests
{
    [TestCase(LabCallKind.Bridged, LabOutcome.Answered, "NORMAL_CLEARING", 2)]
    [TestCase(LabCallKind.Busy, LabOutcome.Busy, "USER_BUSY", 2)]
    [TestCase(LabCallKind.Rejected, LabOutcome.Rejected, "CALL_REJECTED", 2)]
    [TestCase(LabCallKind.NoAnswer, LabOutcome.NoAnswer, "NO_ANSWER", 2)]
    [TestCase(LabCallKind.Abandoned, LabOutcome.Abandoned, "ORIGINATOR_CANCEL", 2)]
    [TestCase(LabCallKind.NoCallee, LabOutcome.Failed, "NORMAL_TEMPORARY_FAILURE", 2)]
    [TestCase(LabCallKind.Transferred, LabOutcome.Answered, "NORMAL_CLEARING", 3)]
    [TestCase(LabCallKind.Held, LabOutcome.Answered, "NORMAL_CLEARING", 2)]
    [TestCase(LabCallKind.Recorded, LabOutcome.Answered, "NORMAL_CLEARING", 2)]
    [TestCase(LabCallKind.Parked, LabOutcome.Answered, "NORMAL_CLEARING", 1)]
    public async Task Each_kind_of_call_ends_as_it_should(LabCallKind kind, LabOutcome outcome, string cause, int legs)
    {
        await using var lab = await LabSwitches.StartAsync();

        var truth = await lab.PlaceCall(LabSwitches.Quick(kind)).Ended.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That((truth.Outcome, truth.HangupCause, truth.Legs.Count), Is.EqualTo((outcome, cause, legs)));
    }

    [TestCase(LabCallKind.Bridged)]
    [TestCase(LabCallKind.Abandoned)]
    [TestCase(LabCallKind.Transferred)]
    [TestCase(LabCallKind.Recorded)]
    public async Task Ledger_agrees_with_the_events(LabCallKind kind)
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HANGUP_COMPLETE");

        await lab.PlaceCall(LabSwitches.Quick(kind)).Ended.WaitAsync(TimeSpan.FromSeconds(20));
        var told = (await client.EventsSoFarAsync()).Select(e => string.Join(' ',
            e["Unique-ID"], e["Call-Direction"], e["Caller-Channel-Created-Time"], e["Caller-Channel-Answered-Time"],
            e["Caller-Channel-Hangup-Time"], e["Hangup-Cause"]));

        Assert.That(told, Is.EquivalentTo(lab.Ledger.Single().Legs.Select(l => string.Join(' ',
            l.Uuid, l.Direction, l.CreatedMicros, l.AnsweredMicros, l.EndedMicros, l.HangupCause))));
    }

    [Test]
    public async Task Held_call_tells_of_its_hold_and_of_its_end()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_HANGUP_COMPLETE");

        await lab.PlaceCall(LabSwitches.Quick(LabCallKind.Held)).Ended.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That((await client.EventsSoFarAsync()).Select(e => e.Name),
            Is.EqualTo(["CHANNEL_HOLD", "CHANNEL_UNHOLD", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_HANGUP_COMPLETE"]));
    }

    [Test]
    public async Task Call_taken_by_hand_goes_where_the_hand_leads()
    {
        await using var lab = await LabSwitches.StartAsync();
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });

        call.Ring();
        call.Answer();
        call.StartRecording("/tmp/a.wav");
        call.Hold();
        call.Unhold();
        call.Transfer("501");
        call.Ring();
        call.Answer();
        call.HangUp(LabSide.Callee);
        var truth = await call.Ended;

        Assert.That((truth.Legs.Count, truth.Holds, truth.Transfers.Single(), truth.Recordings.Single()),
            Is.EqualTo((3, 1, "501", "/tmp/a.wav")));
    }

    [Test]
    public async Task Step_that_does_not_fit_is_refused()
    {
        await using var lab = await LabSwitches.StartAsync();
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });

        Assert.That(call.Hold, Throws.InvalidOperationException);
    }

    [Test]
    public async Task Tenant_and_variables_are_on_every_leg()
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { Tenant = "taxi" });
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HANGUP_COMPLETE");

        await lab.PlaceCall(LabSwitches.Quick(LabCallKind.Busy) with { Variables = new Dictionary<string, string> { ["vc_order"] = "a b" } })
            .Ended.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That((await client.EventsSoFarAsync()).Select(e => (e["variable_vc_tenant"], e["variable_vc_order"])),
            Is.EqualTo([("taxi", "a b"), ("taxi", "a b")]));
    }

    [Test]
    public async Task Traffic_plays_every_kind_and_the_ledger_counts_it()
    {
        await using var lab = await LabSwitches.StartAsync();
        lab.StartTraffic(new LabTraffic
        {
            CallsPerSecond = 500,
            MaxConcurrentCalls = 1000,
            MinRing = TimeSpan.FromMilliseconds(1),
            MaxRing = TimeSpan.FromMilliseconds(5),
            MinTalk = TimeSpan.FromMilliseconds(5),
            MaxTalk = TimeSpan.FromMilliseconds(20),
        });

        await Until(() => lab.Ledger.Select(c => c.Kind).Distinct().Count() == 9);
        lab.StopTraffic();
        await Until(() => lab.Channels.Count == 0);

        Assert.That((lab.Ledger.Count(c => c.EndedMicros != 0), lab.Errors.Count), Is.EqualTo(((int)lab.CallsPlaced, 0)));
    }

    [Test]
    public async Task Each_leg_writes_its_record_as_mod_json_cdr_does()
    {
        var folder = Directory.CreateTempSubdirectory("lab-cdr");
        try
        {
            await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { CdrDirectory = folder.FullName });
            await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HANGUP_COMPLETE");
            await lab.PlaceCall(LabSwitches.Quick(LabCallKind.Transferred)).Ended.WaitAsync(TimeSpan.FromSeconds(20));

            foreach (var e in await client.EventsSoFarAsync())
            {
                using var cdr = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, e["Unique-ID"] + ".cdr.json")));
                var root = cdr.RootElement;
                var flow = root.GetProperty("callflow")[0];
                Assert.Multiple(() =>
                {
                    Assert.That(root.GetProperty("core-uuid").GetString(), Is.EqualTo(lab.CoreId));
                    Assert.That(root.GetProperty("switchname").GetString(), Is.EqualTo("lab"));
                    Assert.That(root.GetProperty("channel_data").GetProperty("direction").GetString(), Is.EqualTo(e["Call-Direction"]));
                    Assert.That(
                        root.GetProperty("variables").EnumerateObject().Select(v => ("variable_" + v.Name, v.Value.GetString())),
                        Is.EqualTo(e.Headers.Where(h => h.Key.StartsWith("variable_", StringComparison.Ordinal)).Select(h => (h.Key, h.Value))));
                    Assert.That(flow.GetProperty("times").GetProperty("created_time").GetString(), Is.EqualTo(e["Caller-Channel-Created-Time"]));
                    Assert.That(flow.GetProperty("times").GetProperty("hangup_time").GetString(), Is.EqualTo(e["Caller-Channel-Hangup-Time"]));
                    Assert.That(flow.GetProperty("caller_profile").GetProperty("uuid").GetString(), Is.EqualTo(e["Unique-ID"]));
                });
            }
            Assert.That(folder.GetFiles(), Has.Length.EqualTo(3));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        for (var tries = 0; !condition(); tries++)
        {
            Assert.That(tries, Is.LessThan(2000), "It did not come true in 20 seconds.");
            await timer.WaitForNextTickAsync();
        }
    }
}
