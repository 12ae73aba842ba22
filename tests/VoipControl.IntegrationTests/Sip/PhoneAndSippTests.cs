using NUnit.Framework;
using VoipControl.Pbx.Probes;
using VoipControl.Sip.Phone;
using VoipControl.Testing.Sip;

namespace VoipControl.IntegrationTests.Sip;

/// <summary>The phone and the probe against SIPp's built-in scenarios.</summary>
[TestFixture]
internal sealed class PhoneAndSippTests
{
    [Test]
    public async Task Calls_to_an_echoing_callee_are_heard()
    {
        await using var sipp = await UasAsync(10, "-rtp_echo");
        var result = await ProbeAsync(new ProbeOptions { To = [To(sipp)], Calls = 10, Rate = 50, Hold = TimeSpan.FromSeconds(1) });
        Assert.That((result.Summary.Good, result.Legs.Count(static l => l.Tones.Contains(ProbeRun.CallerTone))), Is.EqualTo((10, 10)), sipp.Output);
    }

    [Test]
    public async Task Calls_to_a_silent_callee_are_told_as_without_audio()
    {
        await using var sipp = await UasAsync(1);
        var result = await ProbeAsync(new ProbeOptions { To = [To(sipp)], Hold = TimeSpan.FromSeconds(1) });
        Assert.That(result.Legs.Single().Fault, Is.EqualTo(ProbeFault.NoAudio));
    }

    [Test]
    public async Task A_callee_that_is_gone_is_told_as_not_answered()
    {
        string to;
        await using (var sipp = await UasAsync(1)) to = To(sipp);
        var result = await ProbeAsync(new ProbeOptions { To = [to], RingTimeout = TimeSpan.FromSeconds(1) });
        Assert.That(result.Legs.Single().Fault, Is.EqualTo(ProbeFault.NotAnswered));
    }

    [Test]
    public async Task A_phone_takes_the_calls_of_a_caller()
    {
        await using var phone = await PhoneAsync();
        await using var sipp = await SipPeerProcess.SippAsync("uac", phone.LocalEndpoint, 20, "-d", "300", "-s", "1001");
        Assert.That(await sipp.WaitAsync(TimeSpan.FromSeconds(30)), Is.Zero, sipp.Output);
    }

    private static Task<SipPeerProcess> UasAsync(int calls, params string[] extra) => SipPeerProcess.SippAsync("uas", null, calls, extra);

    private static string To(SipPeerProcess sipp) => $"sip:7101@{sipp.Address}";

    private static Task<ProbeResult> ProbeAsync(ProbeOptions options) => new ProbeRun(options, TimeProvider.System).RunAsync(CancellationToken.None);

    private static async Task<SipPhone> PhoneAsync()
    {
        var phone = new SipPhone(new SipPhoneOptions { Incoming = IncomingCalls.Answer() });
        await phone.StartAsync();
        return phone;
    }
}
