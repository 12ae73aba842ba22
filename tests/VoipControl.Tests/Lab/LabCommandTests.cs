using System.Text.Json;
using NUnit.Framework;
using VoipControl.Lab;

namespace VoipControl.Tests.Lab;

internal sealed class LabCommandTests
{
    private static readonly Dictionary<string, string> Real = JsonSerializer.Deserialize<Dictionary<string, string>>(
        File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Captures", "api-responses.json")))!;

    [TestCase("uuid_exists 0")]
    [TestCase("uuid_bridge a b")]
    [TestCase("originate")]
    [TestCase("show registrations as json")]
    [TestCase("show nat_map")]
    [TestCase("fsctl max_sessions")]
    [TestCase("fsctl sps")]
    [TestCase("fsctl last_sps")]
    [TestCase("fsctl loglevel")]
    [TestCase("fsctl pause_check")]
    [TestCase("fsctl ready_check")]
    [TestCase("fsctl recover")]
    [TestCase("reloadxml")]
    [TestCase("switchname")]
    [TestCase("hostname")]
    [TestCase("global_getvar hostname")]
    [TestCase("module_exists mod_sofia")]
    [TestCase("module_exists mod_xx")]
    [TestCase("sofia_contact internal/1000@lab")]
    [TestCase("callcenter_config queue list")]
    public async Task Answer_is_the_captured_one(string command)
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { Name = "vm", Switchname = "voip" });
        await using var client = await LabClient.ConnectAsync(lab, events: null);

        Assert.That(await client.ApiAsync(command), Is.EqualTo(Real[command]));
    }

    [TestCase("show channels as json")]
    [TestCase("show calls as json")]
    public async Task Lists_have_the_captured_columns(string command)
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, events: null);
        lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true }).Answer();

        Assert.That(Columns(await client.ApiAsync(command)), Is.EqualTo(Columns(Real[command])));
    }

    [Test]
    public async Task Channels_are_listed_as_captured()
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with
        {
            Switchname = "voip",
            SipAddress = "10.77.0.10",
            PeerAddress = "10.77.0.20",
        });
        await using var client = await LabClient.ConnectAsync(lab, events: null);
        var call = lab.PlaceCall(new LabCallPlan { Manual = true });
        call.Ring();
        call.Answer();

        Assert.That(Rows(await client.ApiAsync("show channels as json")), Is.EqualTo(Rows(Real["show channels as json"]).Take(2)));
    }

    [TestCase("", 2)]
    [TestCase(" json", 2)]
    public async Task Dump_shows_the_channel(string format, int legs)
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, events: null);
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        call.Answer();

        var dump = await client.ApiAsync($"uuid_dump {call.RootUuid}{format}");
        var e = LabEvent.Of(new LabMessage(
            new Dictionary<string, string> { ["Content-Type"] = format.Length > 0 ? "text/event-json" : "text/event-plain" }, dump));

        Assert.That((e.Name, e["Unique-ID"], e["Other-Leg-Unique-ID"], lab.Channels.Count),
            Is.EqualTo(("CHANNEL_DATA", call.RootUuid, call.LegUuid, legs)));
    }

    [TestCase("uuid_kill none")]
    [TestCase("uuid_transfer none 9000")]
    [TestCase("uuid_park none")]
    [TestCase("uuid_setvar none a b")]
    [TestCase("uuid_getvar none a")]
    [TestCase("uuid_dump none")]
    [TestCase("uuid_buglist none")]
    public async Task Command_on_a_channel_that_is_gone_says_so(string command)
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, events: null);

        Assert.That(await client.ApiAsync(command), Is.EqualTo("-ERR No such channel!\n"));
    }

    [TestCase("uuid_hold", "-ERR Operation failed\n")]
    [TestCase("uuid_broadcast", "-ERR invalid uuid\n")]
    [TestCase("uuid_record", "-ERR Cannot locate session!\n")]
    [TestCase("uuid_send_dtmf", "-ERR Cannot locate session!\n")]
    public async Task Other_commands_on_a_gone_channel_have_their_own_words(string command, string error)
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, events: null);

        Assert.That(await client.ApiAsync($"{command} none start x"), Is.EqualTo(error));
    }

    [Test]
    public async Task Originate_answers_with_the_chosen_uuid_and_carries_its_variables()
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { AnswerAfter = TimeSpan.Zero });
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_PARK");

        var answer = await client.ApiAsync(
            "originate {origination_uuid=my-leg,vc_call='a\\, b'}[vc_note='it\\'s fine']user/101@lab &park()");
        var parked = await client.NextEventAsync();

        Assert.That((answer, parked["Unique-ID"], parked["variable_vc_call"], parked["variable_vc_note"]),
            Is.EqualTo(("+OK my-leg\n", "my-leg", "a, b", "it's fine")));
    }

    [Test]
    public async Task Quotes_alone_do_not_protect_a_comma_in_an_originate_variable()
    {
        // They are spent when the words of the command are split, as on the real switch.
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { AnswerAfter = TimeSpan.Zero });
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_PARK");

        await client.ApiAsync("originate {vc_call='a,vc_injected=b'}user/101@lab &park()");

        Assert.That((await client.NextEventAsync())["variable_vc_injected"], Is.EqualTo("b"));
    }

    [TestCase("1001")]
    [TestCase("1003")]
    public async Task The_telephones_that_README_calls_are_registered(string number)
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { AnswerAfter = TimeSpan.Zero });
        await using var client = await LabClient.ConnectAsync(lab);

        Assert.That(await client.ApiAsync($"originate user/{number} &park()"), Does.StartWith("+OK"));
    }

    [TestCase("user/nobody@lab", "-ERR SUBSCRIBER_ABSENT\n")]
    [TestCase("user/101@lab", "-ERR USER_BUSY\n")]
    [TestCase("sofia/gateway/none/1", "-ERR INVALID_GATEWAY\n")]
    [TestCase("nonsense/1", "-ERR CHAN_NOT_IMPLEMENTED\n")]
    public async Task Originate_that_fails_names_the_cause(string dialString, string error)
    {
        await using var lab = await LabSwitches.StartAsync();
        lab.SetEndpoint("101", new LabEndpoint { FailsWith = "USER_BUSY", After = TimeSpan.Zero });
        await using var client = await LabClient.ConnectAsync(lab);

        Assert.That(await client.ApiAsync($"originate {dialString} &park()"), Is.EqualTo(error));
    }

    [Test]
    public async Task Originate_gives_up_after_its_timeout()
    {
        await using var lab = await LabSwitches.StartAsync();
        lab.SetEndpoint("602", new LabEndpoint { After = null });
        await using var client = await LabClient.ConnectAsync(lab);

        Assert.That(await client.ApiAsync("originate {originate_timeout=1}sofia/internal/602@10.0.0.1 &park()"),
            Is.EqualTo("-ERR NO_ANSWER\n"));
    }

    [Test]
    public async Task Click_to_call_bridges_both_legs()
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { AnswerAfter = TimeSpan.FromMilliseconds(2) });
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_BRIDGE BACKGROUND_JOB");

        await client.CommandAsync(
            "bgapi originate {vc_call=7}user/101@lab &bridge([vc_leg=b]sofia/gateway/gsm1/+996555)\nJob-UUID: click");
        var job = await client.NextEventAsync();
        var bridge = await client.NextEventAsync();

        Assert.That((job["Job-UUID"], job.Body, bridge["Other-Leg-Destination-Number"]),
            Is.EqualTo(("click", $"+OK {bridge["Unique-ID"]}\n", "+996555")));
    }

    [Test]
    public async Task Kill_ends_both_legs_with_its_cause()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HANGUP_COMPLETE");
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        call.Answer();

        await client.ApiAsync($"uuid_kill {call.RootUuid} CALL_REJECTED");

        Assert.That((await client.TakeEventsAsync(2)).Select(e => e["Hangup-Cause"]), Is.EqualTo(["CALL_REJECTED", "CALL_REJECTED"]));
    }

    [Test]
    public async Task Killing_the_caller_while_it_rings_ends_the_dialled_leg()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        call.Ring();

        await client.ApiAsync($"uuid_kill {call.RootUuid}");

        Assert.That(((await call.Ended).Outcome, lab.Channels.Count), Is.EqualTo((LabOutcome.Failed, 0)));
    }

    [Test]
    public async Task Hold_and_its_end_answer_as_captured()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_HOLD CHANNEL_UNHOLD");
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        call.Answer();

        var answers = new List<string>();
        foreach (var verb in (string[])["", "off ", "off ", "toggle ", "toggle "])
            answers.Add(await client.ApiAsync($"uuid_hold {verb}{call.RootUuid}"));

        Assert.That(answers, Is.EqualTo(
            ["+OK Success\n", "+OK Success\n", "-ERR Operation failed\n", "+OK Success\n", "+OK Success\n"]));
    }

    [Test]
    public async Task Transfer_dials_the_new_number()
    {
        await using var lab = await LabSwitches.StartAsync(LabSwitches.Quiet() with { AnswerAfter = TimeSpan.FromMilliseconds(2) });
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_BRIDGE");
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        call.Answer();
        await client.NextEventAsync();

        await client.ApiAsync($"uuid_transfer {call.RootUuid} 7777 XML public");
        var bridge = await client.NextEventAsync();

        Assert.That((bridge["Unique-ID"], bridge["Caller-Destination-Number"], bridge["Other-Leg-Destination-Number"]),
            Is.EqualTo((call.RootUuid, "7777", "777")));
    }

    [Test]
    public async Task Transfer_of_both_legs_parks_both()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain CHANNEL_PARK");
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        call.Answer();

        await client.ApiAsync($"uuid_transfer {call.RootUuid} -both 9000");

        Assert.That((await client.TakeEventsAsync(2)).Select(e => e["Unique-ID"]), Is.EquivalentTo([call.RootUuid, call.LegUuid]));
    }

    [Test]
    public async Task Recording_is_started_masked_listed_and_stopped()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, "plain RECORD_START RECORD_STOP");
        var call = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        call.Answer();

        foreach (var verb in (string[])["start", "mask", "unmask"])
            await client.ApiAsync($"uuid_record {call.RootUuid} {verb} /r/a.wav");
        var listed = await client.ApiAsync("uuid_buglist " + call.RootUuid);
        await client.ApiAsync($"uuid_record {call.RootUuid} stop /r/a.wav");
        var events = await client.TakeEventsAsync(2);

        Assert.That((listed.Contains("/r/a.wav", StringComparison.Ordinal), string.Join(' ', events.Select(e => e.Name + e["Record-File-Path"]))),
            Is.EqualTo((true, "RECORD_START/r/a.wav RECORD_STOP/r/a.wav")));
    }

    [Test]
    public async Task Variables_are_set_and_read()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        var uuid = lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true }).RootUuid;

        await client.ApiAsync($"uuid_setvar {uuid} note hello  world");
        await client.ApiAsync($"uuid_setvar_multi {uuid} a=1;b='2;3'");

        var read = new List<string>();
        foreach (var name in (string[])["note", "a", "b", "none"])
            read.Add(await client.ApiAsync($"uuid_getvar {uuid} {name}"));
        Assert.That(read, Is.EqualTo(["hello  world", "1", "2;3", "_undef_"]));
    }

    [Test]
    public async Task Paused_switch_takes_no_calls()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);

        await client.ApiAsync("fsctl pause");

        Assert.That(() => lab.PlaceCall(new LabCallPlan()), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Hupall_ends_every_call()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab);
        lab.PlaceCall(LabSwitches.Quick(LabCallKind.Bridged) with { Manual = true });
        lab.PlaceCall(LabSwitches.Quick(LabCallKind.Parked) with { Manual = true });

        var answer = await client.ApiAsync("hupall");

        Assert.That((answer, lab.Channels.Count), Is.EqualTo(("+OK hangup all channels with cause MANAGER_REQUEST\n", 0)));
    }

    private static List<string> Columns(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("rows")[0].EnumerateObject().Select(p => p.Name)];
    }

    // Both lists have a call's two legs; uuids and moments are its own.
    private static List<string> Rows(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(r => string.Join('|', r.EnumerateObject()
            .Where(p => p.Name is not ("uuid" or "call_uuid" or "created" or "created_epoch")).Select(p => $"{p.Name}={p.Value}")))];
    }
}
