using NUnit.Framework;
using VoipControl.IntegrationTests.Sip;
using VoipControl.Testing.Sip;

namespace VoipControl.IntegrationTests.Lab;

/// <summary>SIPp's built-in caller and callee through the lab switch.</summary>
[TestFixture]
[RequiresProgram("sipp", "sip-tester")]
internal sealed class SippThroughLabTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Calls_of_sipp_reach_sipp()
    {
        await using var callee = await SipPeerProcess.SippAsync("uas", null, 20, "-mp", "26000", "-rtp_echo");
        await using var lab = await RealLab.StartAsync(callee.Address.Port);
        await using var caller = await SipPeerProcess.SippAsync("uac", lab.Switch.SipEndpoint, 20, "-mp", "26100", "-d", "500", "-s", "7101");

        Assert.That(await caller.WaitAsync(Patience), Is.Zero, caller.Output);
        Assert.That(await callee.WaitAsync(Patience), Is.Zero, callee.Output);
        Assert.That(
            lab.Switch.Ledger.Count(static c => c is { Answered: true, Legs.Count: 2, HangupCause: "NORMAL_CLEARING" }), Is.EqualTo(20),
            string.Join('\n', lab.Switch.Complaints));
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    [Test]
    public async Task What_sipp_reads_out_of_the_answer_of_the_lab_is_there()
    {
        await using var lab = await RealLab.StartAsync();
        await using var caller = await SipPeerProcess.SippAsync("regexp", lab.Switch.SipEndpoint!, 5, "-s", "9196");

        Assert.That(await caller.WaitAsync(Patience), Is.Zero, caller.Output);
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    [Test]
    public async Task Sipp_connects_two_calls_of_the_lab_as_a_third_party()
    {
        await using var lab = await RealLab.StartAsync();
        // B's half listens for A's half. The lab is called without an offer by one and offered its own answer by the other.
        var between = SipPeerProcess.FreeTcpPort();
        await using var callsB = await SipPeerProcess.SippAsync("3pcc-C-B", lab.Switch.SipEndpoint!, 2, "-s", "9196", "-3pcc", between);
        await using var callsA = await SipPeerProcess.SippAsync("3pcc-C-A", lab.Switch.SipEndpoint!, 2, "-s", "9196", "-3pcc", between);

        Assert.That(await callsA.WaitAsync(Patience), Is.Zero, callsA.Output);
        Assert.That(await callsB.WaitAsync(Patience), Is.Zero, callsB.Output);
        Assert.That(
            lab.Switch.Ledger.Count(static c => c is { Answered: true, HangupCause: "NORMAL_CLEARING" }), Is.EqualTo(4),
            string.Join('\n', lab.Switch.Complaints));
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    [Test]
    public async Task Number_that_the_dialplan_does_nothing_with_is_refused_to_sipp()
    {
        await using var lab = await RealLab.StartAsync();
        await using var caller = await SipPeerProcess.SippAsync("uac", lab.Switch.SipEndpoint, 1, "-mp", "26200", "-s", "123456");

        Assert.That(await caller.WaitAsync(Patience), Is.Not.Zero);
        // The first extension of the dialplan is for every call; after it nothing is left to do.
        Assert.That(caller.Output, Does.Contain("SIP/2.0 480"));
    }
}
