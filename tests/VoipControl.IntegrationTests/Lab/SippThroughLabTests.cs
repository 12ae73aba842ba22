using NUnit.Framework;
using VoipControl.IntegrationTests.Sip;

namespace VoipControl.IntegrationTests.Lab;

/// <summary>SIPp's built-in caller and callee through the lab switch.</summary>
[TestFixture]
internal sealed class SippThroughLabTests
{
    [Test]
    public async Task Calls_of_sipp_reach_sipp()
    {
        await using var callee = await BuiltInSipp.StartAsync("uas", "-rtp_echo");
        await using var lab = await RealLab.StartAsync(callee.Local.Port);
        await using var caller = await BuiltInSipp.StartAsync("uac", "-m", "20", "-r", "10", "-d", "500", "-s", "7101", lab.Switch.SipEndpoint!.ToString());

        Assert.That(await caller.WaitAsync(), Is.Zero, caller.Errors());
        Assert.That(
            lab.Switch.Ledger.Count(static c => c is { Answered: true, Legs.Count: 2, HangupCause: "NORMAL_CLEARING" }), Is.EqualTo(20),
            string.Join('\n', lab.Switch.Complaints));
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    [Test]
    public async Task Number_that_the_dialplan_does_nothing_with_is_refused_to_sipp()
    {
        await using var lab = await RealLab.StartAsync();
        await using var caller = await BuiltInSipp.StartAsync("uac", "-m", "1", "-s", "123456", lab.Switch.SipEndpoint!.ToString());

        Assert.That(await caller.WaitAsync(), Is.Not.Zero);
        // The first extension of the dialplan is for every call; after it nothing is left to do.
        Assert.That(caller.Errors(), Does.Contain("SIP/2.0 480"));
    }
}
