using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using VoipControl.Pbx.Probes;
using VoipControl.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Testing;

namespace VoipControl.Tests.Pbx.Probes;

/// <summary>A probe that answers is a port that anybody may call.</summary>
[TestFixture]
internal sealed class ProbeStrangersTests
{
    [Test]
    public async Task More_strangers_than_may_be_are_refused()
    {
        var callee = FreePort();
        using var stop = new CancellationTokenSource();
        var run = new ProbeRun(
            new ProbeOptions { To = [$"sip:7101@{callee}"], Listen = new IPEndPoint(IPAddress.Loopback, 0), IsCallee = true, Callee = callee, StrangerLimit = 1, Hold = TimeSpan.FromMinutes(5) },
            TimeProvider.System);
        var running = run.RunAsync(stop.Token);
        await Poll.UntilAsync("the probe talks to itself", TimeSpan.FromSeconds(30), TimeProvider.System, () => run.Progress.Talking == 1);
        await using var stranger = new SipPhone(new SipPhoneOptions());
        await stranger.StartAsync();
        var first = await stranger.CallAsync(SipUri.Parse($"sip:7101@{callee}"));
        var second = await stranger.CallAsync(SipUri.Parse($"sip:7101@{callee}"));
        await stop.CancelAsync();
        var result = await running;
        var refusal = await second.Ended;
        Assert.That((await first.Answered, refusal.Status, result.Summary.Strangers), Is.EqualTo((true, 480, 1)));
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
