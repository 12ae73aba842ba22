using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>A caller and a callee, both real telephones, joined by the lab switch.</summary>
internal sealed class BridgedCallTests
{
    [Test]
    public async Task Caller_and_callee_hear_each_other()
    {
        await using var callee = await TestPhone.StartAsync("500", 440);
        await using var caller = await TestPhone.StartAsync("+99655510000", 1000);
        await using var lab = await SipLab.StartAsync(BridgeTo(callee));
        callee.OnCall = call => { call.Ring(); call.Answer(); };

        var call = caller.Call(lab.Switch.SipEndpoint!, "7500");
        await call.AnsweredAsync;
        var answered = await callee.NextCallAsync();

        await call.HearsAsync(440);
        await answered.HearsAsync(1000);
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    private static string BridgeTo(TestPhone callee) => $$"""
        <extension name="bridge"><condition field="destination_number" expression="^7(\d\d\d)$">
          <action application="set" data="hangup_after_bridge=true"/>
          <action application="bridge" data="sofia/internal/$1@{{callee.Local}}"/>
        </condition></extension>
        """;
}
