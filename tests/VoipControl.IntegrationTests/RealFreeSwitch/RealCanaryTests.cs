using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Core.Trunks;
using VoipControl.Pbx.Sip;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>The role's wire against a real switch; the role stands where the switch's callees are, so that a call comes back through it.</summary>
[TestFixture]
[RequiresFreeSwitch]
[NonParallelizable]
public sealed class RealCanaryTests
{
    private static readonly TestMark Marks = new("a-secret-of-these-tests");

    private FreeSwitchPair _pair = null!;
    private StartedWire _started = null!;
    private Dictionary<string, SipTarget> _targets = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _pair = await FreeSwitchPair.StartAsync(FreeSwitchInstall.Require(), TimeProvider.System);
        var node = $"sip:{_pair.First.SipEndpoint}";
        var options = new SipOptions { ListenAddress = _pair.Callees.Address.ToString(), Port = _pair.Callees.Answer };
        void Add(string name, CanaryOptions canary) => options.Trunks.Add(new TrunkOptions { Name = name, Uri = node, Canary = canary });
        Add("loop", new CanaryOptions { To = "7100", Mode = CanaryMode.Loop, HoldSeconds = 2 });
        Add("echo", new CanaryOptions { To = "9196", HoldSeconds = 2 });
        Add("tone", new CanaryOptions { To = "9197", Mode = CanaryMode.Tone, FarHertz = 440, HoldSeconds = 2 });
        Add("busy", new CanaryOptions { To = "5486", ExpectedStatus = 486 });
        Add("dead", new CanaryOptions { To = "4100" });
        Assert.That(options.Faults(), Is.Empty);
        _targets = SipTarget.Of(options).ToDictionary(static t => t.Name);
        _started = await new SipStack(options, TimeProvider.System, NullLoggerFactory.Instance).StartAsync(CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_started is not null) await _started.DisposeAsync();
        if (_pair is not null) await _pair.DisposeAsync();
    }

    [Test]
    public async Task A_switch_answers_OPTIONS() =>
        Assert.That((await _started.Wire.Probe(_targets["loop"], CancellationToken.None)).Status, Is.EqualTo(200));

    [Test]
    public async Task A_call_that_comes_back_through_the_switch_is_heard_at_both_ends()
    {
        var outcome = await PlaceAsync("loop");
        var verdict = Judge("loop", outcome);
        Assert.That((verdict.IsGood, outcome.Here?.ToneHz, outcome.There?.ToneHz), Is.EqualTo((true, 700.0, 1004.0)), verdict.Detail);
    }

    [TestCase("echo")]
    [TestCase("tone")]
    [TestCase("busy")]
    public async Task What_is_as_it_should_be_is_good(string name)
    {
        var verdict = Judge(name, await PlaceAsync(name));
        Assert.That(verdict.Faults, Is.Empty, verdict.Detail);
    }

    [Test]
    public async Task A_refusal_where_an_answer_is_due_is_the_wrong_cause() =>
        Assert.That(Judge("dead", await PlaceAsync("dead")).Faults, Is.EqualTo(new[] { CanaryFault.WrongCause }));

    private Task<CanaryOutcome> PlaceAsync(string name)
    {
        var target = _targets[name];
        var mark = Marks.Create(CallPurpose.Canary, "test-1", TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5));
        return _started.Wire.Call(new CanaryCall(target, target.Canary!.Plan(target.Uri), "canary", "canary", "", mark), CancellationToken.None);
    }

    private CanaryVerdict Judge(string name, CanaryOutcome outcome) => CanaryVerdict.Of(_targets[name].Canary!.Plan(_targets[name].Uri), outcome);
}
