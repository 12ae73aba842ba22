using System.Globalization;
using NUnit.Framework;
using VoipControl.IntegrationTests.Sip;
using VoipControl.Lab;
using VoipControl.Testing;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>
/// A trunk in a network namespace of its own, behind a firewall that the test commands. A canary calls through it; the trunk
/// sends the call on to a second switch, by which it comes back to the role's own callee. So the caller's audio crosses the
/// firewall from and to the role's ports, and the callee's does not.
/// </summary>
[RequiresNamespace]
[NonParallelizable]
public abstract class OneWayAudioFixture
{
    private const int RolePort = 5070;
    private const int ReturnPort = 5080;
    private const int FirstRtp = 21000;
    private const int LastRtp = 21099;

    private NetworkNamespace? _network;
    private ReturningDialplan? _dialplan;
    private LabSwitch? _return;
    private IAsyncDisposable? _trunk;
    private SipRoleLab? _role;

    private protected NetworkNamespace Network => _network!;

    /// <summary>Starts the trunk at port 5060 of <see cref="NetworkNamespace.Inside"/>.</summary>
    /// <param name="callees">Where it sends a call to 7100, as number 100.</param>
    private protected abstract Task<IAsyncDisposable> StartTrunkAsync(LabCalleePorts callees);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (MariaDbServer.WhyAbsent is { } reason && !MariaDbServer.IsRequired) Assert.Ignore(reason);
        _network = await NetworkNamespace.CreateAsync();
        _dialplan = new ReturningDialplan("100", "100");
        _return = new LabSwitch(new LabSwitchOptions
        {
            Password = "of this test",
            Heartbeat = TimeSpan.Zero,
            Sip = new LabSipOptions
            {
                Address = Network.Outside,
                Port = ReturnPort,
                ConfigurationFolder = _dialplan.Folder,
                ConfigurationVariables = Values(new LabCalleePorts(Network.Outside, RolePort)),
            },
        });
        await _return.StartAsync();
        _trunk = await StartTrunkAsync(new LabCalleePorts(Network.Outside, ReturnPort));
        var trunk = SipRoleLab.Target("carrier", $"sip:{Network.Inside}:5060");
        trunk["Canary"] = new { To = "7100", Mode = "Loop", IntervalMinutes = 60, HoldSeconds = 2, AnswerSeconds = 10 };
        _role = await SipRoleLab.StartAsync(new()
        {
            ["ListenAddress"] = Network.Outside.ToString(),
            ["Port"] = RolePort,
            ["RtpPortFrom"] = FirstRtp,
            ["RtpPortTo"] = LastRtp,
            ["AlarmAfter"] = 1,
            ["ClearAfter"] = 1,
            ["Trunks"] = new[] { trunk },
        });
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_role is not null) await _role.DisposeAsync();
        if (_trunk is not null) await _trunk.DisposeAsync();
        if (_return is not null) await _return.DisposeAsync();
        _dialplan?.Dispose();
        if (_network is not null) await _network.DisposeAsync();
    }

    [SetUp]
    public Task HealAsync() => Network.HealAsync();

    [Test]
    public async Task Audio_both_ways_is_good()
    {
        var last = (await _role!.AlarmsBecomeAsync("carrier")).GetProperty("last");
        Assert.That((last.GetProperty("here").GetProperty("toneHertz").GetDouble(), last.GetProperty("there").GetProperty("toneHertz").GetDouble()), Is.EqualTo((700.0, 1004.0)).Within(25));
        Assert.That(await _role.MetricAsync("voipcontrol_canary_good", "target=\"carrier\""), Is.EqualTo(1));
    }

    [TestCase(true, false, "OneWayTowardsUs")]
    [TestCase(false, true, "OneWayFromUs")]
    [TestCase(true, true, "NoAudio")]
    public async Task Audio_that_is_cut_raises_its_alarm_until_it_is_healed(bool towardsUs, bool fromUs, string fault)
    {
        await _role!.AlarmsBecomeAsync("carrier");
        if (towardsUs) await Network.DropUdpToOutsideAsync(FirstRtp, LastRtp);
        if (fromUs) await Network.DropUdpFromOutsideAsync(FirstRtp, LastRtp);
        await _role.AlarmsBecomeAsync("carrier", fault);
        var label = $"fault=\"{fault}\"";
        Assert.That((await _role.MetricAsync("voipcontrol_canary_alarm", label), await _role.MetricAsync("voipcontrol_canary_alarms_raised_total", label) > 0), Is.EqualTo(((double?)1, true)));
        await Network.HealAsync();
        await _role.AlarmsBecomeAsync("carrier");
        Assert.That(await _role.MetricAsync("voipcontrol_canary_alarm", label), Is.EqualTo(0));
    }

    /// <summary>What a lab switch's configuration expects.</summary>
    private protected static Dictionary<string, string> Values(LabCalleePorts callees) => new()
    {
        ["trusted_network"] = "198.18.0.0/15",
        ["lab_callee_ip"] = callees.Address.ToString(),
        ["lab_answer_port"] = callees.Answer.ToString(CultureInfo.InvariantCulture),
    };
}
