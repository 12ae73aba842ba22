using System.Net;
using NUnit.Framework;
using VoipControl.IntegrationTests.Lab;
using VoipControl.IntegrationTests.Sip;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>Trunks that go away and come back, as the SystemAPI tells of them.</summary>
[RequiresProgram("sipp", "sip-tester")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrunkStateTests
{
    private readonly IPEndPoint _at = OptionsPeer.FreePort();

    private string Uri => $"sip:{_at}";

    private static Dictionary<string, object> Trunks(params object[] trunks) => new() { ["Trunks"] = trunks };

    [Test]
    public async Task A_peer_that_goes_and_returns_is_down_and_up_with_its_history()
    {
        await using var peer = await OptionsPeer.StartAsync(_at);
        await using var role = await SipRoleLab.StartAsync(Trunks(SipRoleLab.Target("carrier", Uri)));
        await role.HistoryBecomesAsync("carrier", "Up");
        await role.MetricBecomesAsync(1, "voipcontrol_target_up", "target=\"carrier\"");
        await peer.DisposeAsync();
        await role.HistoryBecomesAsync("carrier", "Up Down");
        await role.MetricBecomesAsync(0, "voipcontrol_target_up", "target=\"carrier\"");
        await role.SightBecomesAsync("carrier", "down with its reason", static s => s.GetProperty("state").GetString() == "Down" && s.GetProperty("reason").GetString()!.Length > 0);
        await using (await OptionsPeer.StartAsync(_at))
            await role.HistoryBecomesAsync("carrier", "Up Down Up");
    }

    [Test]
    public async Task A_peer_that_says_that_it_is_out_of_service_is_down_and_one_that_knows_no_OPTIONS_is_up()
    {
        await using var role = await SipRoleLab.StartAsync(Trunks(SipRoleLab.Target("carrier", Uri)));
        await using (await OptionsPeer.StartAsync(_at, "503 Service Unavailable"))
            await role.HistoryBecomesAsync("carrier", "Down");
        await using (await OptionsPeer.StartAsync(_at, "405 Method Not Allowed"))
            await role.HistoryBecomesAsync("carrier", "Down Up");
    }

    [Test]
    public async Task A_trunk_that_flaps_is_held_down_until_it_has_been_calm()
    {
        await using var peer = await OptionsPeer.StartAsync(_at);
        await using var role = await SipRoleLab.StartAsync(Trunks(SipRoleLab.Target("carrier", Uri, dampAfter: 1.2)));
        await role.HistoryBecomesAsync("carrier", "Up");
        await peer.DisposeAsync();
        await role.HistoryBecomesAsync("carrier", "Up Down");
        await using (await OptionsPeer.StartAsync(_at))
            await role.HistoryBecomesAsync("carrier", "Up Down Up");
        await role.HistoryBecomesAsync("carrier", "Up Down Up Damped");
        await using (await OptionsPeer.StartAsync(_at))
        {
            await role.SightBecomesAsync("carrier", "answering and held", static s => s.GetProperty("state").GetString() == "Damped" && s.TryGetProperty("lastStatus", out var status) && status.GetInt32() == 200);
            await role.HistoryBecomesAsync("carrier", "Up Down Up Damped Up");
        }
    }

    [Test]
    public async Task A_lab_switch_answers_OPTIONS_over_its_life_and_its_death()
    {
        var lab = await RealLab.StartAsync();
        await using var role = await SipRoleLab.StartAsync(Trunks(SipRoleLab.Target("switch", $"sip:{lab.Switch.SipEndpoint}")));
        try
        {
            await role.HistoryBecomesAsync("switch", "Up");
            await role.SightBecomesAsync("switch", "measured", static s => s.TryGetProperty("lastStatus", out var status) && status.GetInt32() == 200 && s.GetProperty("roundTripSeconds").GetDouble() > 0);
        }
        finally
        {
            await lab.DisposeAsync();
        }
        await role.HistoryBecomesAsync("switch", "Up Down");
    }
}
