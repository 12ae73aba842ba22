using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing.Sip;

namespace VoipControl.IntegrationTests.Sip;

/// <summary>SIPp's built-in scenarios, which no one here wrote, against our user agent; SIPp itself says whether all went right.</summary>
[RequiresProgram("sipp", "sip-tester")]
public sealed class SippTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private SipParty _party = null!;

    [SetUp]
    public async Task SetUp()
    {
        _party = new SipParty();
        await _party.Endpoint.StartAsync();
        _party.Requested = request => request.Respond(200);
        _party.Answering = call =>
        {
            call.Call.Progress(180);
            call.Call.Answer(SipParty.Sdp(5000));
        };
    }

    [TearDown]
    public async Task TearDown() => await _party.DisposeAsync();

    private static async Task PassesAsync(SipPeerProcess sipp) => Assert.That(await sipp.WaitAsync(Limit), Is.Zero, sipp.Output);

    [TestCase("uac", 10)]
    [TestCase("regexp", 5)]
    [TestCase("branchc", 3)]
    public async Task SIPp_calls_us(string scenario, int calls)
    {
        await using var sipp = await SipPeerProcess.SippAsync(scenario, _party.Address, calls);
        await PassesAsync(sipp);
        for (var call = 0; call < calls; call++)
        {
            var end = await (await _party.NextCallAsync()).Ended;
            Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 200)));
        }
    }

    [TestCase("uas", 10)]
    [TestCase("3pcc-A", 3)]
    [TestCase("3pcc-B", 3)]
    public async Task We_call_SIPp(string scenario, int calls)
    {
        // The 3pcc callees wait for their controller before they listen to anybody; these two are answered by ourselves.
        string[] extra = scenario.StartsWith("3pcc", StringComparison.Ordinal) ? [] : ["-d", "0"];
        await using var sipp = await SipPeerProcess.SippAsync(scenario, null, calls, extra);
        for (var call = 0; call < calls; call++)
        {
            var placed = _party.Place(sipp.Address);
            await placed.Answered;
            placed.Call.HangUp();
            await placed.Ended;
        }

        await PassesAsync(sipp);
    }

    [Test]
    public async Task We_register_with_SIPp_and_call_it()
    {
        await using var sipp = await SipPeerProcess.SippAsync("branchs", null, 2);
        for (var call = 0; call < 2; call++)
        {
            // To SIPp a registration and the call after it are one, known by the Call-ID.
            var callId = $"branch-{call}@127.0.0.1";
            var register = new SipRequest(SipMethods.Register, SipUri.Parse($"sip:{sipp.Address}"));
            register.Headers.Add(SipHeaderNames.CallId, callId);
            register.Headers.Add(SipHeaderNames.Contact, $"<{_party.Endpoint.ContactUri("ua2")}>");
            var registered = await _party.Endpoint.RequestAsync(register).WaitAsync(SipParty.Limit);
            var placed = _party.Place(sipp.Address, change: setup => setup with { CallId = callId, From = SipAddress.Parse("<sip:ua2@127.0.0.1>") });
            await placed.Answered;
            placed.Call.HangUp();
            Assert.That(registered.Status, Is.EqualTo(200));
        }

        await PassesAsync(sipp);
    }

    [Test]
    public async Task SIPp_connects_two_of_us_as_a_third_party()
    {
        await using var other = new SipParty();
        await other.Endpoint.StartAsync();
        other.Answering = call => call.Call.Answer(SipParty.Sdp(6000));
        // B's half listens for A's half; both are SIPp. A is called without an offer and answers with one, which B is offered.
        var between = SipPeerProcess.FreeTcpPort();
        await using var callsB = await SipPeerProcess.SippAsync("3pcc-C-B", other.Address, 2, "-3pcc", between);
        await using var callsA = await SipPeerProcess.SippAsync("3pcc-C-A", _party.Address, 2, "-3pcc", between);
        await PassesAsync(callsA);
        await PassesAsync(callsB);
        var (a, b) = (await _party.NextCallAsync(), await other.NextCallAsync());
        Assert.Multiple(() =>
        {
            Assert.That(System.Text.Encoding.ASCII.GetString(a.Call.RemoteSdp.Span), Does.Contain("m=audio 6000"));
            Assert.That(System.Text.Encoding.ASCII.GetString(b.Call.RemoteSdp.Span), Does.Contain("m=audio 5000"));
        });
    }

    [Test]
    public async Task A_hundred_calls_at_twenty_a_second()
    {
        await using var sipp = await SipPeerProcess.SippAsync("uac", _party.Address, 100, "-r", "20", "-d", "1000");
        await PassesAsync(sipp);
        for (var call = 0; call < 100; call++)
            await (await _party.NextCallAsync()).Ended;
        Assert.That(_party.Errors, Is.Empty);
    }
}
