using NUnit.Framework;
using VoipControl.Testing.Sip;

namespace VoipControl.IntegrationTests.Lab;

/// <summary>SIPp's built-in caller and callee through the lab switch.</summary>
[TestFixture]
internal sealed class SippThroughLabTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Calls_of_sipp_reach_sipp()
    {
        await using var callee = await SipPeerProcess.SippAsync("uas", null, 20, "-rtp_echo");
        await using var lab = await RealLab.StartAsync(callee.Address.Port);
        await using var caller = await SipPeerProcess.SippAsync("uac", lab.Switch.SipEndpoint!, 20, "-d", "500", "-s", "7101");

        Assert.That(await caller.WaitAsync(Limit), Is.Zero, caller.Output);
        Assert.That(
            lab.Switch.Ledger.Count(static c => c is { Answered: true, Legs.Count: 2, HangupCause: "NORMAL_CLEARING" }), Is.EqualTo(20),
            string.Join('\n', lab.Switch.Complaints));
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    [Test]
    public async Task Number_that_the_dialplan_does_nothing_with_is_refused_to_sipp()
    {
        await using var lab = await RealLab.StartAsync();
        await using var caller = await SipPeerProcess.SippAsync("uac", lab.Switch.SipEndpoint!, 1, "-s", "123456");

        Assert.That(await caller.WaitAsync(Limit), Is.Not.Zero);
        // The first extension of the dialplan is for every call; after it nothing is left to do.
        Assert.That(caller.Output, Does.Contain("SIP/2.0 480"));
    }
}
