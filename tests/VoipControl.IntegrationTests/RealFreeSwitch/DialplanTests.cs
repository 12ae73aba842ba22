using System.Globalization;
using System.Net;
using NUnit.Framework;
using VoipControl.Testing;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>The configuration of dialplans/ on a real pair, with real SIP calls.</summary>
[TestFixture]
[RequiresFreeSwitch]
[NonParallelizable]
public sealed class DialplanTests
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan RecordLimit = TimeSpan.FromSeconds(10);

    private FreeSwitchPair _pair = null!;
    private LabCallees _callees = null!;
    private string[] _errorsAtStart = [];
    private int _callerKind;

    [OneTimeSetUp]
    public async Task StartPair()
    {
        _pair = await FreeSwitchPair.StartAsync(FreeSwitchInstall.Require(), Clock);
        _errorsAtStart = [.. _pair.Nodes.SelectMany(node => node.ErrorLines())];
        _callees = await LabCallees.StartAsync(_pair.Callees, TimeSpan.FromMilliseconds(300), Clock);
    }

    [OneTimeTearDown]
    public async Task StopPair()
    {
        if (_callees is not null)
            await _callees.DisposeAsync();
        if (_pair is not null)
            await _pair.DisposeAsync();
    }

    [Test]
    public void Both_nodes_load_the_configuration_without_an_error_line() =>
        Assert.That(_errorsAtStart, Is.Empty);

    [Test]
    public void Core_database_is_on_tmpfs_and_nowhere_else()
    {
        var node = _pair.First;
        var elsewhere = Directory.EnumerateFiles(
            Path.GetDirectoryName(node.ConfigurationDirectory)!, "*.db*", SearchOption.AllDirectories);
        Assert.Multiple(() =>
        {
            Assert.That(new FileInfo(node.CoreDatabasePath).Length, Is.Positive);
            Assert.That(new DriveInfo(Path.GetDirectoryName(node.CoreDatabasePath)!).DriveFormat, Is.EqualTo("tmpfs"));
            Assert.That(elsewhere, Is.Empty);
        });
    }

    [Test]
    public async Task Heartbeat_interval_is_one_second()
    {
        var loaded = await _pair.First.ApiAsync("xml_locate configuration configuration name switch.conf");
        Assert.That(loaded, Does.Contain("name=\"event-heartbeat-interval\" value=\"1\""));
    }

    [Test]
    public async Task Both_nodes_carry_the_same_switch_name([Values(0, 1)] int node) =>
        Assert.That((await _pair.Nodes[node].ApiAsync("switchname")).Trim(), Is.EqualTo("voip"));

    [Test]
    public async Task A_bridged_call_leaves_one_record_file_a_leg()
    {
        var caller = await CallAsync(_pair.First, "uac-bridged", "7101", legs: 2);
        var legs = Records(_pair.First, caller);
        Assert.That(
            legs.Select(leg => (leg.Direction, leg.DialledNumber, leg.Cause)),
            Is.EquivalentTo(new[] { ("inbound", "7101", "NORMAL_CLEARING"), ("outbound", "101", "NORMAL_CLEARING") }));
    }

    [Test]
    public async Task The_second_leg_names_the_first_in_its_record_file()
    {
        var caller = await CallAsync(_pair.First, "uac-bridged", "7102", legs: 2);
        var legs = Records(_pair.First, caller).ToDictionary(leg => leg.Direction);
        Assert.That(legs["outbound"].Variable("originating_leg_uuid"), Is.EqualTo(legs["inbound"].Uuid));
    }

    [TestCase("uac-callee-hangs-up", "7401", "NORMAL_CLEARING", "send_bye", "NORMAL_CLEARING")]
    [TestCase("uac-rejected", "7201", "USER_BUSY", "send_refuse", "USER_BUSY")]
    [TestCase("uac-abandon", "7301", "ORIGINATOR_CANCEL", "recv_cancel", "ORIGINATOR_CANCEL")]
    [TestCase("uac-no-callee", "4123", "NORMAL_TEMPORARY_FAILURE", "send_refuse", "NORMAL_TEMPORARY_FAILURE")]
    // A call timeout lets the dialplan go on, so the caller's own leg ends normally; its originate_disposition says why.
    [TestCase("uac-no-answer", "7501", "NORMAL_CLEARING", "send_refuse", "NO_ANSWER")]
    public async Task A_call_ends_as_the_number_dialled_says(
        string scenario, string number, string callerCause, string disposition, string calleeCause)
    {
        var caller = await CallAsync(_pair.First, scenario, number, legs: 2);
        var legs = Records(_pair.First, caller).ToDictionary(leg => leg.Direction);
        Assert.Multiple(() =>
        {
            Assert.That(legs["inbound"].Cause, Is.EqualTo(callerCause));
            Assert.That(legs["inbound"].Variable("sip_hangup_disposition"), Is.EqualTo(disposition));
            Assert.That(legs["outbound"].Cause, Is.EqualTo(calleeCause));
        });
    }

    [Test]
    public async Task A_busy_number_without_a_callee_has_one_leg()
    {
        var caller = await CallAsync(_pair.First, "uac-rejected", "5486", legs: 1);
        Assert.That(Records(_pair.First, caller).Select(leg => leg.Cause), Is.EqualTo(new[] { "USER_BUSY" }));
    }

    [TestCase("6001", "conference")]
    [TestCase("9000", "park")]
    [TestCase("9196", "echo")]
    [TestCase("9197", "playback")]
    public async Task A_number_that_the_switch_answers_itself_has_one_leg(string number, string application)
    {
        var caller = await CallAsync(_pair.First, "uac-bridged", number, legs: 1);
        Assert.That(Records(_pair.First, caller).Select(leg => leg.Variable("current_application")), Is.EqualTo(new[] { application }));
    }

    [Test]
    public async Task Lab_telephones_are_in_the_directory([Values("1001", "1002", "1003")] string user) =>
        Assert.That(await _pair.First.ApiAsync($"user_exists id {user} voip.example"), Does.StartWith("true"));

    [Test]
    public async Task A_recorded_call_leaves_a_stereo_file()
    {
        var caller = await CallAsync(_pair.First, "uac-recorded", "8101", legs: 2);
        var inbound = Records(_pair.First, caller).Single(leg => leg.Direction == "inbound");
        var wave = await File.ReadAllBytesAsync(Path.Combine(_pair.First.RecordingsDirectory, inbound.Uuid + ".wav"));
        Assert.That(wave[22], Is.EqualTo(2), "the channel count of the WAV header");
    }

    [Test]
    public async Task Every_leg_carries_its_tenant()
    {
        var caller = await CallAsync(_pair.First, "uac-bridged", "7103", legs: 2);
        Assert.That(Records(_pair.First, caller).Select(leg => leg.Variable("vc_tenant")), Is.EqualTo(new[] { "lab", "lab" }));
    }

    [Test]
    public async Task A_call_can_be_held_and_transferred_by_command()
    {
        var node = _pair.First;
        await using var caller = await SippProcess.StartAsync(Settings(node, "uac-commanded", "7104", out var number), Clock);
        var uuid = await AnsweredCallerAsync(node, number);
        await node.ApiAsync($"uuid_hold {uuid}");
        await node.ApiAsync($"uuid_hold off {uuid}");
        await node.ApiAsync($"uuid_transfer {uuid} 9196 XML public");
        await Poll.UntilAsync(
            "the caller hears the echo", RecordLimit, Clock,
            async () => (await node.ApiAsync($"uuid_getvar {uuid} current_application")).StartsWith("echo", StringComparison.Ordinal));
        await node.ApiAsync($"uuid_kill {uuid}");
        Assert.That((await caller.WaitAsync()).Successful, Is.EqualTo(1));
    }

    [Test]
    public async Task The_second_node_takes_calls_too()
    {
        var caller = await CallAsync(_pair.Second, "uac-bridged", "7105", legs: 2);
        Assert.That(Records(_pair.Second, caller), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_killed_node_comes_back_as_a_new_core()
    {
        var before = await _pair.Second.ApiAsync("global_getvar core_uuid");
        await _pair.Second.RestartAsync();
        Assert.That(await _pair.Second.ApiAsync("global_getvar core_uuid"), Is.Not.EqualTo(before));
    }

    private static List<LegRecordFile> Records(FreeSwitchNode node, string callerNumber) =>
        [.. LegRecordFile.ReadAll(node.CdrDirectory).Where(leg => leg.CallerNumber == callerNumber)];

    private static async Task<string> AnsweredCallerAsync(FreeSwitchNode node, string callerNumber)
    {
        string? uuid = null;
        await Poll.UntilAsync("the call is answered", RecordLimit, Clock, async () =>
        {
            // uuid,direction,created,created_epoch,name,state,cid_name,cid_num,…
            var row = (await node.ApiAsync("show channels")).Split('\n').FirstOrDefault(line =>
                line.Contains(",inbound,", StringComparison.Ordinal) && line.Contains($",{callerNumber},", StringComparison.Ordinal)
                && line.Contains(",ACTIVE,", StringComparison.Ordinal));
            uuid = row?.Split(',')[0];
            return uuid is not null;
        });
        return uuid!;
    }

    /// <summary>Places one call, waits for the record files of its legs, and returns its caller number.</summary>
    private async Task<string> CallAsync(FreeSwitchNode node, string scenario, string number, int legs)
    {
        var result = await SippProcess.RunAsync(Settings(node, scenario, number, out var caller), Clock);
        Assert.That((result.Successful, result.Errors), Is.EqualTo((1, "")));
        await Poll.UntilAsync($"{legs} record files of {caller}", RecordLimit, Clock, () => Records(node, caller).Count == legs);
        return caller;
    }

    private SippSettings Settings(FreeSwitchNode node, string scenario, string number, out string callerNumber)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"+9965{++_callerKind:00}");
        callerNumber = prefix + "00001";
        return new SippSettings(scenario, new IPEndPoint(_pair.CallerAddress, 0))
        {
            Target = node.SipEndpoint,
            Number = number,
            Calls = 1,
            CallerPrefix = prefix,
        };
    }
}
