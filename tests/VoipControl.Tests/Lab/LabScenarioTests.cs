using System.Text.RegularExpressions;
using NUnit.Framework;
using VoipControl.Lab;

namespace VoipControl.Tests.Lab;

/// <summary>Each captured scenario, played by the lab switch, gives the same events in the same order with the same headers that we read.</summary>
internal sealed partial class LabScenarioTests
{
    private static readonly string[] ReadHeaders =
    [
        "Event-Name", "Event-Subclass", "FreeSWITCH-Hostname", "FreeSWITCH-Switchname", "Unique-ID", "Channel-Name", "Call-Direction",
        "Answer-State", "Channel-Call-State", "Channel-State", "Channel-State-Number", "Channel-Call-UUID", "Hangup-Cause",
        "Caller-Caller-ID-Name", "Caller-Caller-ID-Number", "Caller-Callee-ID-Name", "Caller-Callee-ID-Number",
        "Caller-Destination-Number", "Caller-Context", "Caller-Network-Addr", "Caller-Transfer-Source", "Caller-Channel-Created-Time",
        "Caller-Channel-Answered-Time", "Caller-Channel-Progress-Time", "Caller-Channel-Progress-Media-Time",
        "Caller-Channel-Hangup-Time", "Caller-Channel-Transfer-Time", "Caller-Channel-Bridged-Time", "Caller-Channel-Last-Hold",
        "Caller-Channel-Hold-Accum", "Other-Type", "Other-Leg-Unique-ID", "Bridge-A-Unique-ID", "Bridge-B-Unique-ID",
        "Record-File-Path", "Job-UUID", "Job-Command", "Job-Command-Arg", "Bridged-To", "Direction", "Playback-File-Path",
        "Gateway", "State", "Ping-Status", "Status",
        "variable_uuid", "variable_call_uuid", "variable_originating_leg_uuid", "variable_originator", "variable_sip_call_id",
        "variable_sip_gateway_name", "variable_sip_gateway", "variable_user_name", "variable_sip_auth_username", "variable_domain_name",
        "variable_recovered", "variable_transfer_source", "variable_transfer_history", "variable_sip_hangup_disposition",
        "variable_hangup_cause", "variable_hangup_cause_q850", "variable_proto_specific_hangup_cause", "variable_sip_term_status",
        "variable_bridge_hangup_cause", "variable_last_bridge_hangup_cause", "variable_originate_disposition",
        "variable_endpoint_disposition", "variable_record_seconds",
    ];

    private static IEnumerable<string> Scenarios => LabScenarios.Names;

    [TestCaseSource(nameof(Scenarios))]
    public async Task Scenario_sends_the_captured_events_in_their_order(string scenario)
    {
        var captured = Captured(scenario);

        var played = await PlayAsync(scenario, "plain ALL");

        Assert.That(Names(played), Is.EqualTo(Names(captured)));
    }

    [TestCaseSource(nameof(Scenarios))]
    public async Task Scenario_sends_the_headers_that_we_read_as_captured(string scenario)
    {
        var captured = Captured(scenario);

        var played = await PlayAsync(scenario, "plain ALL");

        Assert.That(Describe(played), Is.EqualTo(Describe(captured)));
    }

    [Test]
    public async Task Json_events_are_as_captured()
    {
        // The legs' threads raced, and in this capture another one won than in the plain one: one leg has one order.
        var captured = CallersLeg(LabMessages.EventsOfCapture("inbound-bridged-call.json"));

        var played = await PlayAsync("inbound-bridged-call", "json ALL");

        Assert.That(Describe(CallersLeg(played)), Is.EqualTo(Describe(captured)));
    }

    [Test]
    public async Task Json_events_carry_what_plain_ones_carry()
    {
        await using var lab = await LabSwitches.StartAsync();
        await using var plain = await LabClient.ConnectAsync(lab, "plain ALL");
        await using var json = await LabClient.ConnectAsync(lab, "json ALL");

        await lab.PlayScenarioAsync("park-originate-bridge-transfer-kill");
        var events = await plain.EventsSoFarAsync();

        Assert.That(
            (await json.EventsSoFarAsync()).Select(Text),
            Is.EqualTo(events.Select(Text)));
        static string Text(LabEvent e) =>
            string.Join('\n', e.Headers.Where(h => h.Key is not ("Content-Length" or "_body")).Select(h => $"{h.Key}: {h.Value}"));
    }

    [TestCaseSource(nameof(Scenarios))]
    public async Task Events_are_about_as_large_as_captured(string scenario)
    {
        var captured = Captured(scenario).Average(e => e.Headers.Count);

        var played = (await PlayAsync(scenario, "plain ALL")).Average(e => e.Headers.Count);

        Assert.That(played, Is.EqualTo(captured).Within(captured * 0.06));
    }

    private static List<LabEvent> CallersLeg(List<LabEvent> events) => events.FindAll(e => e["Call-Direction"] == "inbound");

    private static List<LabEvent> Captured(string scenario) =>
    [
        .. LabMessages.EventsOfCapture(scenario + ".plain").Where(e => e.Name != "HEARTBEAT").OrderBy(e => e.Sequence),
    ];

    private static async Task<List<LabEvent>> PlayAsync(string scenario, string subscription)
    {
        await using var lab = new LabSwitch(LabSwitches.Quiet() with
        {
            Name = "vm",
            Switchname = "voip",
            SipAddress = "10.77.0.10",
            PeerAddress = "10.77.0.20",
            RecordingDirectory = "/var/rec/fsa/wav",
        });
        await lab.StartAsync();
        await using var client = await LabClient.ConnectAsync(lab, subscription);
        await lab.PlayScenarioAsync(scenario);
        var events = await client.EventsSoFarAsync();
        Assert.That(lab.Errors, Is.Empty);
        return events;
    }

    private static List<string> Names(List<LabEvent> events)
    {
        var legs = new Dictionary<string, string>();
        return [.. events.Select(e => $"{e.Name} {(e["Unique-ID"] is { } uuid ? Alias(legs, uuid) : "")}")];
    }

    private static List<string> Describe(List<LabEvent> events)
    {
        var legs = new Dictionary<string, string>();
        return [.. events.SelectMany((e, i) => ReadHeaders
            .Where(h => e[h] is not null)
            .Select(h => $"{i} {e.Name} {h}={Normal(h, e[h]!, legs)}"))];
    }

    // Uuids get letters as they appear, moments become "T", counts of seconds "N".
    private static string Normal(string header, string value, Dictionary<string, string> legs) => header switch
    {
        _ when header.EndsWith("-Time", StringComparison.Ordinal) || header is "Caller-Channel-Last-Hold" or "Caller-Channel-Hold-Accum" =>
            value == "0" ? "0" : "T",
        "variable_record_seconds" => "N",
        "variable_sip_call_id" => "call-id" + Alias(legs, value),
        _ => Moment().Replace(Uuid().Replace(value, m => Alias(legs, m.Value)), "T"),
    };

    private static string Alias(Dictionary<string, string> legs, string uuid) =>
        legs.TryGetValue(uuid, out var alias) ? alias : legs[uuid] = "<" + legs.Count + ">";

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("\\b[0-9]{10}(?=:)")]
    private static partial Regex Moment();
}
