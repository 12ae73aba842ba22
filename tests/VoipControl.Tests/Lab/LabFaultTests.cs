using NUnit.Framework;
using VoipControl.Lab;

namespace VoipControl.Tests.Lab;

internal sealed class LabFaultTests
{
    [Test]
    public async Task Dead_switch_closes_its_sockets_and_its_port()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);

        await lab.Faults.DieAsync();
        await client.ClosedAsync();

        Assert.That(async () => await LabClient.ConnectAsync(lab.Endpoint), Throws.InstanceOf<System.Net.Sockets.SocketException>());
    }

    [Test]
    public async Task Calls_of_a_dead_switch_are_lost_without_an_event()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE CHANNEL_DESTROY");
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        call.Answer();

        await lab.Faults.DieAsync();
        await client.ClosedAsync();

        Assert.That(((await call.Ended).Outcome, lab.Channels.Count), Is.EqualTo((LabOutcome.Lost, 0)));
    }

    [Test]
    public async Task Restart_brings_a_new_core_on_the_same_port()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var before = await LabClient.ConnectAsync(lab);
        await lab.PlayScenarioAsync("inbound-bridged-call");
        var old = (await before.EventsSoFarAsync())[^1];

        await lab.Faults.RestartAsync();
        await using var after = await LabClient.ConnectAsync(lab);
        await lab.PlayScenarioAsync("inbound-bridged-call");
        var fresh = (await after.EventsSoFarAsync())[^1];

        Assert.That((fresh["Core-UUID"] != old["Core-UUID"], fresh.Sequence), Is.EqualTo((true, old.Sequence)));
    }

    [Test]
    public async Task Restart_over_the_socket_happens_after_its_reply()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        var core = lab.CoreId;

        var reply = await client.ApiAsync("lab fault restart");
        await client.ClosedAsync();

        Assert.That((reply, lab.CoreId != core || !lab.Alive), Is.EqualTo(("+OK\n", true)));
    }

    [Test]
    public async Task Hanging_switch_accepts_and_says_nothing_until_released()
    {
        await using var lab = await LabSwitches.StartAsync();
        lab.Faults.Hanging = true;
        await using var client = await LabClient.ConnectAsync(lab.Endpoint);
        await client.SendAsync("auth a password of this test\n\n");
        var silent = !client.TryNextReply(out _);

        lab.Faults.Hanging = false;
        await client.NextReplyAsync();

        Assert.That((silent, (await client.NextReplyAsync()).ReplyText), Is.EqualTo((true, "+OK accepted")));
    }

    [Test]
    public async Task Events_of_a_hanging_switch_come_when_it_is_released()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.Hanging = true;
        await lab.PlayScenarioAsync("inbound-bridged-call");

        lab.Faults.Hanging = false;

        Assert.That(await client.TakeEventsAsync(17), Has.Count.EqualTo(17));
    }

    [Test]
    public async Task Right_password_is_refused_on_demand()
    {
        await using var lab = await LabSwitches.StartAsync();
        lab.Faults.RefuseAuthentication = true;
        await using var client = await LabClient.ConnectAsync(lab.Endpoint);
        await client.NextReplyAsync();

        Assert.That((await client.CommandAsync("auth " + lab.Options.Password)).ReplyText, Is.EqualTo("-ERR invalid"));
    }

    [Test]
    public async Task Next_events_are_lost()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.LoseNext(15);

        await lab.PlayScenarioAsync("inbound-bridged-call");

        Assert.That((await client.EventsSoFarAsync()).Select(e => e.Name), Is.EqualTo(["CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY"]));
    }

    [Test]
    public async Task Named_events_are_lost_as_often_as_asked()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.LoseByName("CHANNEL_HANGUP_COMPLETE", 1);

        await lab.PlayScenarioAsync("inbound-bridged-call");

        Assert.That((await client.EventsSoFarAsync()).Count(e => e.Name == "CHANNEL_HANGUP_COMPLETE"), Is.EqualTo(1));
    }

    [Test]
    public async Task Some_events_are_lost_by_chance_and_counted()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.LoseProbability = 0.3;

        await lab.FloodAsync(50, 5);
        var events = await client.EventsSoFarAsync();

        Assert.That((events.Count + lab.Faults.EventsLost, lab.Faults.EventsLost > 100), Is.EqualTo((850, true)));
    }

    [Test]
    public async Task Some_events_come_twice()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.RepeatProbability = 0.3;

        await lab.FloodAsync(50, 5);
        var events = await client.EventsSoFarAsync();

        Assert.That((events.Count - lab.Faults.EventsRepeated, events.DistinctBy(e => e.Sequence).Count()), Is.EqualTo((850, 850)));
    }

    [Test]
    public async Task Reordered_events_all_come_and_none_is_overtaken_by_more_than_the_window()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.ReorderWindow = 3;

        await lab.FloodAsync(50, 5);
        lab.Faults.Clear();
        var sequences = (await client.EventsSoFarAsync()).Select(e => e.Sequence).ToList();
        var overtakes = sequences.Select((s, i) => sequences.Take(i).Count(earlier => earlier > s)).ToList();

        Assert.That((sequences.Count, overtakes.Any(o => o > 0), overtakes.Max() <= 6), Is.EqualTo((850, true, true)));
    }

    [Test]
    public async Task Zombies_are_listed_and_do_not_exist()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.Zombies = 2;

        using var list = System.Text.Json.JsonDocument.Parse(await client.ApiAsync("show channels as json"));
        var zombie = list.RootElement.GetProperty("rows")[1].GetProperty("uuid").GetString();

        Assert.That((list.RootElement.GetProperty("row_count").GetInt32(), await client.ApiAsync("uuid_exists " + zombie)),
            Is.EqualTo((2, "false")));
    }

    [Test]
    public async Task Late_answers_come_late_and_in_order()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.Faults.AnswerLate = TimeSpan.FromMilliseconds(50);
        var before = TimeProvider.System.GetTimestamp();

        await client.SendAsync("api echo one\n\napi echo two\n\n");
        var answers = new[] { (await client.NextReplyAsync()).Body, (await client.NextReplyAsync()).Body };

        Assert.That((string.Join(' ', answers), TimeProvider.System.GetElapsedTime(before) >= TimeSpan.FromMilliseconds(95)),
            Is.EqualTo(("one two", true)));
    }

    [Test]
    public async Task Dropped_client_is_disconnected_and_calls_go_on()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });

        lab.Faults.DropClients();
        await client.ClosedAsync();
        call.Answer();

        Assert.That((call.Outcome.Answered, lab.Channels.Count), Is.EqualTo((true, 2)));
    }

    [Test]
    public async Task Clear_ends_every_fault()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        foreach (var fault in (string[])["lose 1", "repeat 1", "reorder 5", "zombies 3", "refuse-auth", "late 1", "lose-name CHANNEL_CREATE"])
            await client.ApiAsync("lab fault " + fault);

        await client.ApiAsync("lab fault clear");
        await lab.PlayScenarioAsync("inbound-bridged-call");

        Assert.That((await client.EventsSoFarAsync()).Count, Is.EqualTo(17));
    }

    [TestCase("lab fault lose 2", "-ERR")]
    [TestCase("lab fault lose many", "-ERR")]
    [TestCase("lab fault zombies -1", "-ERR")]
    [TestCase("lab fault nonsense", "-USAGE")]
    [TestCase("lab", "-USAGE")]
    public async Task Fault_that_makes_no_sense_is_refused(string command, string error)
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);

        Assert.That(await client.ApiAsync(command), Does.StartWith(error));
    }

    [Test]
    public async Task Client_that_reads_nothing_is_cut_off_at_the_limit()
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { ClientBacklogLimit = 1 << 20 });
        using var lazy = new System.Net.Sockets.TcpClient { ReceiveBufferSize = 4096 };
        await lazy.ConnectAsync(lab.Endpoint);
        await lazy.GetStream().WriteAsync("auth a password of this test\n\nevent plain ALL\n\n"u8.ToArray());
        for (var i = 0; i < 5000 && (i < 10 || lab.ClientCount > 0); i++)
        {
            await lab.PlayScenarioAsync("inbound-bridged-call");
            await Task.Yield();
        }

        Assert.That(lab.ClientCount, Is.Zero);
    }
}
