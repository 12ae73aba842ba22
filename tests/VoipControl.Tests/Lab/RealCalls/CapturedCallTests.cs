using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>
/// Real calls through the lab switch with the repository's dialplans give, leg by leg, the events that the real switch with
/// the same dialplans gave. Between legs its threads raced, so only the order within a leg is compared.
/// </summary>
internal sealed class CapturedCallTests
{
    private TestPhone _caller = null!;
    private TestPhone _callee = null!;
    private SipLab _lab = null!;
    private LabClient _watch = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _callee = await TestPhone.StartAsync("callee", 440);
        _caller = await TestPhone.StartAsync("+99655100001", 1000);
        var port = _callee.Local.Port;
        _lab = await SipLab.StartWithRepositoryDialplanAsync(
            ("lab_answer_port", port), ("lab_busy_port", port), ("lab_ring_port", port), ("lab_hangup_port", port));
        _watch = await LabClient.ConnectAsync(_lab.Switch);
        _callee.OnCall = static call =>
        {
            call.Ring();
            call.Answer();
        };
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _watch.DisposeAsync();
        await _lab.DisposeAsync();
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Test]
    public async Task Callee_hangs_up()
    {
        var call = Call("7401");
        await call.AnsweredAsync;
        (await _callee.NextCallAsync()).Call.HangUp();

        await AssertAsCapturedAsync("callee-hangs-up", 2);
    }

    [Test]
    public async Task Callee_is_busy()
    {
        _callee.OnCall = static call => call.Call.Reject(486);

        var call = Call("7201");

        Assert.That((await call.EndedAsync).Status, Is.EqualTo(486));
        await AssertAsCapturedAsync("busy-callee", 2);
    }

    [Test]
    public async Task Dialplan_is_busy()
    {
        var call = Call("5486");

        Assert.That((await call.EndedAsync).Status, Is.EqualTo(486));
        await AssertAsCapturedAsync("busy-without-callee", 1);
    }

    [Test]
    public async Task Caller_abandons_while_it_rings()
    {
        _callee.OnCall = static call => call.Ring();
        var call = Call("7301");
        var ringing = await _callee.NextCallAsync();
        await _watch.WaitForEventAsync(e => e.Name == "CHANNEL_PROGRESS" && e["Call-Direction"] == "inbound");

        call.Call.HangUp();

        Assert.That((await ringing.EndedAsync).Status, Is.EqualTo(487));
        await AssertAsCapturedAsync("caller-abandons-while-ringing", 2);
    }

    [Test]
    public async Task Nobody_answers_in_time()
    {
        _callee.OnCall = static call => call.Ring();

        var call = Call("7501");

        Assert.That((await call.EndedAsync).Status, Is.EqualTo(480));
        await AssertAsCapturedAsync("no-answer-timeout", 2);
    }

    [Test]
    public async Task Telephone_transfers_blind()
    {
        var call = Call("7101");
        await call.AnsweredAsync;
        var transferring = await _callee.NextCallAsync();
        await BridgedAsync();

        await transferring.Call.ReferAsync(SipUri.Parse($"sip:9196@{_lab.Switch.SipEndpoint}"));
        await transferring.EndedAsync;
        await call.HearsAsync(1000);
        await _watch.ApiAsync("hupall");

        await AssertAsCapturedAsync("blind-transfer-by-refer", 2);
    }

    [Test]
    public async Task Telephone_transfers_to_whom_it_asked()
    {
        var call = Call("7101");
        await call.AnsweredAsync;
        var first = await _callee.NextCallAsync();
        await BridgedAsync();
        // The callee asks somebody else: the second call of the same telephone stands for the third party.
        var consult = _callee.Call(_lab.Switch.SipEndpoint!, "7401");
        await consult.AnsweredAsync;
        var asked = await _callee.NextCallAsync();
        await BridgedAsync();

        await first.Call.ReferAsync(consult.Call);
        await consult.EndedAsync;
        await first.EndedAsync;
        await BridgedAsync();
        await asked.HearsAsync(1000);
        await call.HearsAsync(440);
        await _watch.ApiAsync("hupall");

        await AssertAsCapturedAsync("attended-transfer-by-refer", 4);
    }

    [Test]
    public async Task Command_transfers_the_caller_to_echo()
    {
        var call = Call("7101");
        await call.AnsweredAsync;
        var uuid = await BridgedAsync();

        await _watch.ApiAsync($"uuid_transfer {uuid} 9196 XML public");
        await call.HearsAsync(1000);
        await _watch.ApiAsync("uuid_kill " + uuid);

        await AssertAsCapturedAsync("blind-transfer-aleg", 2);
    }

    [Test]
    public async Task Command_transfers_the_caller_to_another_callee()
    {
        var call = Call("7101");
        await call.AnsweredAsync;
        var uuid = await BridgedAsync();

        await _watch.ApiAsync($"uuid_transfer {uuid} 7102 XML public");
        await BridgedAsync();
        await call.HearsAsync(440);
        await _watch.ApiAsync("uuid_kill " + uuid);

        await AssertAsCapturedAsync("blind-transfer-aleg-to-callee", 3);
    }

    [Test]
    public async Task Command_transfers_both_legs()
    {
        var call = Call("7101");
        await call.AnsweredAsync;
        var uuid = await BridgedAsync();

        await _watch.ApiAsync($"uuid_transfer {uuid} -both 9196 XML public");
        await call.HearsAsync(1000);
        await (await _callee.NextCallAsync()).HearsAsync(440);
        await _watch.ApiAsync("hupall");

        await AssertAsCapturedAsync("blind-transfer-both", 2);
    }

    private async Task<string> BridgedAsync()
    {
        var bridge = await _watch.WaitForEventAsync("CHANNEL_BRIDGE");
        await _watch.WaitForEventAsync("CALL_UPDATE");
        await _watch.WaitForEventAsync("CALL_UPDATE");
        return bridge["Unique-ID"]!;
    }

    private TestCall Call(string number) => _caller.Call(_lab.Switch.SipEndpoint!, number);

    private async Task AssertAsCapturedAsync(string scenario, int legs)
    {
        var captured = Legs(LabMessages.EventsOfCapture(scenario + ".plain"));
        var events = new List<LabEvent>();
        while (events.Count(static e => e.Name == "CHANNEL_DESTROY") < legs)
            events.Add(await _lab.Client.NextEventAsync());
        Assert.That(_lab.Switch.Errors, Is.Empty);
        Assert.That(Legs(events), Is.EqualTo(captured));
    }

    // A line for each leg, callers first: its events with what they say of its state.
    private static List<string> Legs(List<LabEvent> events) =>
    [
        .. events.Where(static e => e["Unique-ID"] is not null && e.Name is not ("CHANNEL_STATE" or "CHANNEL_CALLSTATE" or "CHANNEL_EXECUTE" or "CHANNEL_EXECUTE_COMPLETE"))
            .GroupBy(static e => e["Unique-ID"])
            .OrderBy(static g => g.First()["Call-Direction"], StringComparer.Ordinal)
            .Select(static g => string.Join(" | ", g.OrderBy(static e => e.Sequence).Select(static e =>
                $"{e.Name} {e["Channel-Call-State"]} {e["Answer-State"]} {e["Hangup-Cause"]} {e["variable_sip_hangup_disposition"]} {e["variable_originate_disposition"]} {e["variable_endpoint_disposition"]}"))),
    ];
}
