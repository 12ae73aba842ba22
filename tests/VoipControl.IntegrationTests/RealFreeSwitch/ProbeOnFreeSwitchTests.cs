using System.Net;
using NUnit.Framework;
using VoipControl.Pbx.Probes;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>Probe calls through a real node, with the probe at both ends.</summary>
[TestFixture]
[RequiresFreeSwitch]
[NonParallelizable]
internal sealed class ProbeOnFreeSwitchTests
{
    private LoopbackNet _net;
    private LabCalleePorts _callees;
    private FreeSwitchNode _node;

    [OneTimeSetUp]
    public async Task StartNode()
    {
        _net = LoopbackNet.Take();
        _callees = new LabCalleePorts(_net[3]);
        _node = await FreeSwitchNode.StartAsync(FreeSwitchInstall.Require(), new FreeSwitchNodeSettings("node-p", _net[1], _callees), TimeProvider.System);
    }

    [OneTimeTearDown]
    public async Task StopNode()
    {
        if (_node is not null) await _node.DisposeAsync();
        _net?.Dispose();
    }

    [Test]
    public async Task A_hundred_calls_at_twenty_a_second_are_heard_on_both_legs()
    {
        var result = await RunAsync(Through("71{nn}") with { Calls = 100, Rate = 20, Hold = TimeSpan.FromSeconds(8) });
        TestContext.Out.WriteLine(Figures(result));
        Assert.That((result.Summary.Good, result.Summary.Legs), Is.EqualTo((100, 200)), Worst(result));
    }

    [Test]
    public async Task Both_legs_of_a_call_are_matched_by_the_mark_that_the_switch_copies()
    {
        var result = await RunAsync(Through("7101"));
        Assert.That(result.Legs.Select(static l => (l.Call, l.Side)), Is.EqualTo(new[] { (1, ProbeSide.Caller), (1, ProbeSide.Callee) }), Worst(result));
    }

    [Test]
    public async Task Digits_arrive_on_the_other_leg()
    {
        var result = await RunAsync(Through("7102") with { Digits = "42#", Hold = TimeSpan.FromSeconds(3) });
        Assert.That(result.Legs.Single(static l => l.Side == ProbeSide.Callee).Digits, Is.EqualTo("42#"));
    }

    [Test]
    public async Task A_registered_callee_is_reached_by_its_number()
    {
        var account = new ProbeAccount("1001", _node.EslPassword, "voip.example");
        var result = await RunAsync(Through("1001") with { Callee = null, Register = [account], To = ["sip:1001@voip.example"], Proxy = _node.SipEndpoint });
        Assert.That((result.IsGood, result.Legs.Count), Is.EqualTo((true, 2)), Worst(result));
    }

    [Test]
    public void A_registration_that_is_refused_ends_the_probe_before_it_begins() =>
        Assert.That(
            () => RunAsync(Through("1001") with { Register = [new ProbeAccount("1001", "wrong", "voip.example")], Proxy = _node.SipEndpoint }),
            Throws.TypeOf<ProbeException>().With.Message.Contains("1001@voip.example").And.Message.Contains("403"));

    [Test]
    public async Task A_busy_number_fails_with_its_cause()
    {
        var result = await RunAsync(Through("5486"));
        Assert.That(result.Summary.Failed.Single().Cause, Does.StartWith("486"));
    }

    [Test]
    public async Task Calls_that_the_switch_drops_are_not_kept()
    {
        var probe = new ProbeRun(Through("7103") with { Calls = 3, Rate = 20, Hold = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        var run = probe.RunAsync(CancellationToken.None);
        // Not the switch's own count, in which a call of the test before may still be.
        await Testing.Poll.UntilAsync("three calls talk", TimeSpan.FromSeconds(10), TimeProvider.System, () => probe.Progress.Talking == 3);
        await _node.ApiAsync("hupall NORMAL_TEMPORARY_FAILURE");
        var result = await run;
        Assert.That((result.Summary.Answered, result.Summary.Kept), Is.EqualTo((3, 0)), Worst(result));
    }

    private static Task<ProbeResult> RunAsync(ProbeOptions options) => new ProbeRun(options, TimeProvider.System).RunAsync(CancellationToken.None);

    private ProbeOptions Through(string number) => new()
    {
        To = [$"sip:{number}@{_node.SipEndpoint}"],
        Hold = TimeSpan.FromSeconds(2),
        Listen = new IPEndPoint(_net[4], 0),
        IsCallee = true,
        Callee = new IPEndPoint(_callees.Address, _callees.Answer),
    };

    private static string Figures(ProbeResult result) =>
        $"set-up {result.Summary.SetUp}; gaps {result.Summary.Gap}; lost {result.Summary.Lost} of {result.Summary.Sent}; {result.Lateness}";

    private static string Worst(ProbeResult result) =>
        Figures(result) + string.Concat(result.Legs.Where(static l => l.Fault != ProbeFault.None).Take(5).Select(static l => "\n" + l));
}
