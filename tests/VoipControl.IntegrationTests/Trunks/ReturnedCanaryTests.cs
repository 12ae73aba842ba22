using System.Globalization;
using NUnit.Framework;
using VoipControl.IntegrationTests.RealFreeSwitch;
using VoipControl.Lab;
using VoipControl.Testing;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>A canary goes out through a carrier and comes in again at a real switch, which takes it to the role's callee.</summary>
[TestFixture]
[RequiresFreeSwitch]
[NonParallelizable]
public sealed class ReturnedCanaryTests
{
    private const int SipPort = 5060;

    /// <param name="keepsMark">Whether the carrier leaves the caller's mark on the call; without it our callee's answer has one.</param>
    [TestCase(true)]
    [TestCase(false)]
    public async Task The_call_that_comes_back_is_a_canary_too_and_in_no_list_or_figure_of_customers(bool keepsMark)
    {
        using var net = LoopbackNet.Take();
        var callees = new LabCalleePorts(net[3]);
        await using var node = await FreeSwitchNode.StartAsync(FreeSwitchInstall.Require(), new FreeSwitchNodeSettings("node-a", net[1], callees), TimeProvider.System);
        using var dialplan = new ReturningDialplan("7100", "7100", keepsMark);
        await using var carrier = new LabSwitch(new LabSwitchOptions
        {
            Password = "of this test",
            Heartbeat = TimeSpan.Zero,
            Sip = new LabSipOptions
            {
                Address = net[2],
                Port = SipPort,
                ConfigurationFolder = dialplan.Folder,
                ConfigurationVariables = new Dictionary<string, string>
                {
                    ["lab_callee_ip"] = node.SipEndpoint.Address.ToString(),
                    ["lab_answer_port"] = node.SipEndpoint.Port.ToString(CultureInfo.InvariantCulture),
                },
            },
        });
        await carrier.StartAsync();
        var trunk = SipRoleLab.Target("carrier", $"sip:{net[2]}:{SipPort}");
        trunk["Canary"] = new { To = "7100", Mode = "Loop", IntervalMinutes = 60, HoldSeconds = 1, AnswerSeconds = 10 };
        await using var role = await SipRoleLab.StartAsync(
            new() { ["ListenAddress"] = net[3].ToString(), ["Port"] = callees.Answer, ["Trunks"] = new[] { trunk } },
            roles: "all", change: s => s.AddNode(node.Name, node.EslEndpoint, node.EslPassword, node.CdrDirectory));
        await role.AlarmsBecomeAsync("carrier");
        await BecomesAsync("records?purpose=canary", static n => n > 0);
        await BecomesAsync("calls?purpose=canary", static n => n > 0);
        // A call without a mark counts as a customer's until it is answered; one that stayed so would stay in the list.
        await BecomesAsync("calls", static n => n == 0);
        Assert.Multiple(async () =>
        {
            Assert.That(await CountAsync("records"), Is.Zero);
            Assert.That(await role.MetricAsync("voipcontrol_records_total") ?? 0, Is.Zero);
            Assert.That(await role.MetricAsync("voipcontrol_test_records_total"), Is.Positive);
        });

        async Task<int> CountAsync(string list) => (await role.GetAsync("/api/v1/" + list)).GetProperty("items").GetArrayLength();

        Task BecomesAsync(string list, Func<int, bool> condition) =>
            Poll.UntilAsync($"{list} is as it should be", TimeSpan.FromSeconds(30), TimeProvider.System, async () => condition(await CountAsync(list)));
    }
}
