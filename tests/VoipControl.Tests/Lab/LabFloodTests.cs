using NUnit.Framework;

namespace VoipControl.Tests.Lab;

internal sealed class LabFloodTests
{
    private const int Calls = 100;

    [TestCase("plain ALL")]
    [TestCase("json ALL")]
    public async Task Flood_sends_seventeen_events_for_each_call(string subscription)
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, subscription);

        var result = await lab.FloodAsync(Calls, 20);
        var events = await client.TakeEventsAsync(Calls * 17);

        Assert.That((result.Calls, result.Events, events.Count, (await client.EventsSoFarAsync()).Count),
            Is.EqualTo((Calls, Calls * 17L, Calls * 17, 0)));
    }

    [TestCase("plain ALL")]
    [TestCase("json ALL")]
    public async Task Flooded_call_has_the_headers_of_a_played_one(string subscription)
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { Tenant = "taxi" });
        await using var client = await LabClient.ConnectAsync(lab, subscription);

        await lab.PlayScenarioAsync("inbound-bridged-call");
        var played = await client.TakeEventsAsync(17);
        await lab.FloodAsync(1, 1);
        var flooded = await client.TakeEventsAsync(17);

        Assert.That(
            flooded.Select(e => e.Name + " " + string.Join(' ', e.Headers.Keys)),
            Is.EqualTo(played.Select(e => e.Name + " " + string.Join(' ', e.Headers.Keys))));
    }

    [Test]
    public async Task Flooded_call_has_its_own_values_and_the_rest_of_a_played_one()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);

        await lab.PlayScenarioAsync("inbound-bridged-call");
        var played = await client.TakeEventsAsync(17);
        await lab.FloodAsync(1, 1);
        var flooded = await client.TakeEventsAsync(17);
        var foreign = played.SelectMany(e => e.Headers.Where(h => h.Key.EndsWith("Unique-ID", StringComparison.Ordinal)))
            .Select(h => h.Value).Append("99655510000").Distinct().ToList();

        Assert.That(
            flooded.SelectMany(e => e.Headers).Where(h => foreign.Any(f => h.Value.Contains(f, StringComparison.Ordinal))), Is.Empty);
    }

    [Test]
    public async Task Times_and_durations_of_a_flooded_call_agree()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HANGUP_COMPLETE");

        await lab.FloodAsync(50, 50);
        var wrong = (await client.TakeEventsAsync(100)).Where(e =>
            Number(e, "variable_uduration") != Number(e, "Caller-Channel-Hangup-Time") - Number(e, "Caller-Channel-Created-Time")
            || Number(e, "variable_billusec") != Number(e, "Caller-Channel-Hangup-Time") - Number(e, "Caller-Channel-Answered-Time")
            || Number(e, "variable_end_epoch") != Number(e, "Caller-Channel-Hangup-Time") / 1_000_000
            || Number(e, "Event-Date-Timestamp") < Number(e, "Caller-Channel-Answered-Time")
            || Number(e, "Caller-Channel-Answered-Time") <= Number(e, "Caller-Channel-Progress-Time"));

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Ledger_of_a_flood_agrees_with_its_events()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HANGUP_COMPLETE");

        await lab.FloodAsync(Calls, 20);
        var told = (await client.TakeEventsAsync(Calls * 2)).Select(e => string.Join(' ',
            e["Unique-ID"], e["Caller-Channel-Created-Time"], e["Caller-Channel-Answered-Time"], e["Caller-Channel-Hangup-Time"]));

        Assert.That(told, Is.EquivalentTo(lab.Ledger.SelectMany(c => c.Legs).Select(l => string.Join(' ',
            l.Uuid, l.CreatedMicros, l.AnsweredMicros, l.EndedMicros))));
    }

    [Test]
    public async Task Sequence_of_a_flood_only_rises()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);

        await lab.FloodAsync(Calls, 20);
        var events = await client.TakeEventsAsync(Calls * 17);

        Assert.That(events.Select(e => e.Sequence), Is.Ordered.Ascending.And.Unique);
    }

    [Test]
    public async Task Flood_loses_what_faults_tell_it_to_lose()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.LoseByName("CHANNEL_ANSWER");

        await lab.FloodAsync(20, 5);
        var events = await client.EventsSoFarAsync();

        Assert.That((events.Count, lab.Faults.EventsLost), Is.EqualTo((20 * 15, 40)));
    }

    [Test]
    public async Task Flood_without_clients_runs_into_nothing()
    {
        await using var lab = await LabSwitches.StartAsync();

        Assert.That((await lab.FloodAsync(10, 5)).Events, Is.EqualTo(170));
    }

    private static long Number(LabEvent e, string header) =>
        long.Parse(e[header]!, System.Globalization.CultureInfo.InvariantCulture);
}
