using NUnit.Framework;
using VoipControl.Sip.Sdp;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>A lab switch dies, and another one goes on with its calls from its rows.</summary>
internal sealed class RecoveryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private const string Plan = """
        <extension name="park"><condition field="destination_number" expression="^9000$">
          <action application="answer"/><action application="park"/>
        </condition></extension>
        <extension name="echo"><condition field="destination_number" expression="^9196$">
          <action application="answer"/><action application="echo"/>
        </condition></extension>
        """;

    private TestPhone _caller = null!;
    private TestPhone _callee = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _callee = await TestPhone.StartAsync("500", 440);
        _caller = await TestPhone.StartAsync("+99655510000", 1000);
        _callee.OnCall = static call => call.Answer();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Test]
    public async Task Bridged_call_of_a_switch_that_died_goes_on()
    {
        await using var first = await SipLab.StartAsync(Bridge());
        var call = _caller.Call(first.Switch.SipEndpoint!, "7500");
        var answered = await _callee.NextCallAsync();
        await call.HearsAsync(440);
        await answered.HearsAsync(1000);
        var bridge = await first.Client.WaitForEventAsync("CHANNEL_BRIDGE");

        await using var second = await TakeOverAsync(first, 2);
        await SilentAsync(call);
        await SilentAsync(answered);

        Assert.That(await second.Client.ApiAsync("sofia recover"), Is.EqualTo("Recovered 2 call(s)\n"));
        var again = await second.Client.WaitForEventAsync("CHANNEL_BRIDGE");
        Assert.That(again["Unique-ID"], Is.EqualTo(bridge["Unique-ID"]));
        await AgainAsync(call);
        await AgainAsync(answered);
        await call.HearsAsync(440);
        await answered.HearsAsync(1000);
        Assert.That((call.Media.Snapshot().Received.GapCount, answered.Media.Snapshot().Received.GapCount), Is.EqualTo((1, 1)));
        Assert.That(second.Switch.Errors, Is.Empty);
    }

    [Test]
    public async Task Recovered_call_ends_as_any_other()
    {
        await using var first = await SipLab.StartAsync(Bridge());
        var call = _caller.Call(first.Switch.SipEndpoint!, "7500");
        var answered = await _callee.NextCallAsync();
        await call.HearsAsync(440);
        await using var second = await TakeOverAsync(first, 2);
        await second.Client.ApiAsync("sofia recover");
        await second.Client.WaitForEventAsync("CHANNEL_BRIDGE");

        call.Call.HangUp();

        await answered.EndedAsync;
        await second.Client.WaitForEventAsync("CHANNEL_DESTROY");
        await second.Client.WaitForEventAsync("CHANNEL_DESTROY");
        Assert.That(await second.Client.ApiAsync("show channels count"), Is.EqualTo("\n0 total.\n"));
    }

    [Test]
    public async Task Events_of_a_recovery_are_those_captured()
    {
        await using var first = await SipLab.StartAsync(Bridge());
        var call = _caller.Call(first.Switch.SipEndpoint!, "7500");
        await call.HearsAsync(440);
        await using var second = await TakeOverAsync(first, 2);

        await second.Client.ApiAsync("sofia recover");
        var events = new List<LabEvent>();
        while (events.Count(static e => e.Name == "CALL_UPDATE") < 2)
            events.Add(await second.Client.NextEventAsync());

        Assert.That(
            events.Select(static e => $"{e.Name} {e["Event-Subclass"]} {e["Answer-State"]} {e["variable_recovered"]}"),
            Is.EqualTo(new[]
            {
                "CHANNEL_CREATE  answered true", "CHANNEL_CREATE  answered true", "CUSTOM sofia::recovery_recovered  ",
                "CHANNEL_BRIDGE  answered true", "CALL_UPDATE  answered true", "CALL_UPDATE  answered true",
            }));
    }

    [Test]
    public async Task Parked_leg_comes_back_parked()
    {
        await using var first = await SipLab.StartAsync(Plan);
        var call = _caller.Call(first.Switch.SipEndpoint!, "9000");
        await call.AnsweredAsync;
        await first.Client.WaitForEventAsync("CHANNEL_PARK");

        await using var second = await TakeOverAsync(first, 1);
        await second.Client.ApiAsync("sofia recover");

        await second.Client.WaitForEventAsync("CHANNEL_PARK");
        Assert.That(call.Call.State, Is.EqualTo(VoipControl.Sip.SipCallState.Confirmed));
    }

    [Test]
    public async Task Leg_without_a_bridge_runs_its_applications_again()
    {
        await using var first = await SipLab.StartAsync(Plan);
        var call = _caller.Call(first.Switch.SipEndpoint!, "9196");
        await call.HearsAsync(1000);

        await using var second = await TakeOverAsync(first, 1);
        await SilentAsync(call);
        await second.Client.ApiAsync("sofia recover");

        await AgainAsync(call);
        await call.HearsAsync(1000);
    }

    [Test]
    public async Task Held_leg_comes_back_not_held()
    {
        await using var first = await SipLab.StartAsync(Bridge());
        var call = _caller.Call(first.Switch.SipEndpoint!, "7500");
        var answered = await _callee.NextCallAsync();
        await answered.HearsAsync(1000);
        var uuid = (await first.Client.WaitForEventAsync("CHANNEL_BRIDGE"))["Unique-ID"];
        await first.Client.ApiAsync("uuid_hold " + uuid);
        await answered.HearsNoMoreAsync(1000);

        await using var second = await TakeOverAsync(first, 2);
        await second.Client.ApiAsync("sofia recover");

        await answered.HearsAsync(1000);
        Assert.That(call.Reinvites.Last(), Is.EqualTo(SdpDirection.SendRecv));
        Assert.That(await second.Client.ApiAsync("uuid_hold off " + uuid), Does.StartWith("-ERR"));
    }

    [Test]
    public async Task Call_that_was_held_and_taken_back_is_recovered()
    {
        await using var first = await SipLab.StartAsync(Bridge());
        var call = _caller.Call(first.Switch.SipEndpoint!, "7500");
        var answered = await _callee.NextCallAsync();
        await answered.HearsAsync(1000);
        var uuid = (await first.Client.WaitForEventAsync("CHANNEL_BRIDGE"))["Unique-ID"];
        await first.Client.ApiAsync("uuid_hold " + uuid);
        await answered.HearsNoMoreAsync(1000);
        await first.Client.ApiAsync("uuid_hold off " + uuid);
        await answered.HearsAsync(1000);

        await using var second = await TakeOverAsync(first, 2);
        await SilentAsync(call);
        await second.Client.ApiAsync("sofia recover");

        await AgainAsync(call);
        await call.HearsAsync(440);
        await answered.HearsAsync(1000);
    }

    [Test]
    public async Task Ghost_of_a_call_that_has_ended_is_recovered_and_ends()
    {
        await using var first = await SipLab.StartAsync(Plan);
        var call = _caller.Call(first.Switch.SipEndpoint!, "9000");
        await call.AnsweredAsync;
        await first.Client.WaitForEventAsync("CHANNEL_PARK");
        await using var second = await TakeOverAsync(first, 1);
        call.Call.HangUp();
        await call.EndedAsync;

        Assert.That(await second.Client.ApiAsync("sofia recover"), Is.EqualTo("Recovered 1 call(s)\n"));

        await second.Client.WaitForEventAsync("CHANNEL_CREATE");
        await second.Client.WaitForEventAsync("CHANNEL_DESTROY");
    }

    [Test]
    public async Task Leg_that_ends_leaves_no_row()
    {
        await using var first = await SipLab.StartAsync(Plan);
        var call = _caller.Call(first.Switch.SipEndpoint!, "9000");
        await call.AnsweredAsync;
        call.Call.HangUp();
        await first.Client.WaitForEventAsync("CHANNEL_DESTROY");

        await Poll.UntilAsync("the row is gone", Patience, TimeProvider.System, async () => await RowsAsync(first) == 0);
    }

    private string Bridge() => $"""
        <extension name="bridge"><condition field="destination_number" expression="^7(\d\d\d)$">
          <action application="bridge" data="sofia/internal/$1@{_callee.Local}"/>
        </condition></extension>
        """;

    // The switch is killed as soon as its rows are written; the other one has them in a database of its own.
    private static async Task<SipLab> TakeOverAsync(SipLab first, int legs)
    {
        await Poll.UntilAsync("the rows are written", Patience, TimeProvider.System, async () => await RowsAsync(first) == legs);
        await first.Switch.Faults.DieAsync();
        var copy = Path.Combine(first.Folder, "copy.db");
        foreach (var file in Directory.GetFiles(first.Folder, "core.db*"))
            File.Copy(file, file.Replace("core.db", "copy.db", StringComparison.Ordinal));
        return await SipLab.StartAsync(Plan, options => options with { Seed = 2, Sip = options.Sip! with { CoreDatabase = copy } });
    }

    // Long enough to be told as one gap.
    private static Task SilentAsync(TestCall call) => Poll.UntilAsync(
        "nothing comes any more", Patience, TimeProvider.System, () => call.Media.Snapshot().Received.OpenGap is { } gap && gap.Length > TestCall.LongGap);

    private static Task AgainAsync(TestCall call) => Poll.UntilAsync(
        "packets come again", Patience, TimeProvider.System, () => call.Media.Snapshot().Received.GapCount > 0);

    private static async Task<int> RowsAsync(SipLab lab) => (await LabRows.ReadAsync(lab.CoreDatabase)).Count;
}
