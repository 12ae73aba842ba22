using System.Net;
using NUnit.Framework;
using VoipControl.IntegrationTests.Sip;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>The virtual address moves between two nodes, each in a network namespace of its own.</summary>
[RequiresNamespace]
[RequiresProgram("sipp", "sip-tester")]
[NonParallelizable]
public sealed class VirtualAddressTests
{
    [Test]
    public async Task The_address_stays_up_when_it_moves_to_a_live_node_and_is_down_with_a_dead_one()
    {
        await using var first = await NetworkNamespace.CreateAsync();
        await using var second = await NetworkNamespace.CreateAsync();
        // Of the other half of 198.18.0.0/15, in which no link is.
        var bytes = first.Inside.GetAddressBytes();
        var address = new IPAddress([198, 19, bytes[2], bytes[3]]);
        foreach (var node in new[] { first, second }) await node.AddAddressAsync(address);
        await first.RouteAsync(address);
        var at = new IPEndPoint(address, 5060);
        // Which of them answers is seen by its status; both mean that it is there.
        await using var standby = await OptionsPeer.StartAsync(at, "405 Method Not Allowed", second);
        await using var active = await OptionsPeer.StartAsync(at, "200 OK", first);
        await using var role = await SipRoleLab.StartAsync(new() { ["VirtualAddress"] = SipRoleLab.Target("virtual-address", $"sip:{at}") });
        await AnsweredAsync(200);
        await second.RouteAsync(address);
        await AnsweredAsync(405);
        await first.RouteAsync(address);
        await AnsweredAsync(200);
        Assert.That(await role.HistoryAsync("virtual-address"), Is.EqualTo("Up"));
        await active.DisposeAsync();
        await role.HistoryBecomesAsync("virtual-address", "Up Down");
        await second.RouteAsync(address);
        await AnsweredAsync(405);
        await role.HistoryBecomesAsync("virtual-address", "Up Down Up");

        Task AnsweredAsync(int status) =>
            role.SightBecomesAsync("virtual-address", $"up with status {status}", s => s.GetProperty("state").GetString() == "Up" && s.TryGetProperty("lastStatus", out var last) && last.GetInt32() == status);
    }
}
