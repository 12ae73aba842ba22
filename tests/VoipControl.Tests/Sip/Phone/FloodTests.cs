using System.Net;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using VoipControl.Pbx.Probes;

namespace VoipControl.Tests.Sip.Phone;

[TestFixture]
internal sealed class FloodTests
{
    private const int PerSecond = 5000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private static readonly byte[][] Bad =
    [
        "nonsense"u8.ToArray(),
        new byte[1200],
        "INVITE sip:1@127.0.0.1 SIP/2.0\r\n\r\n"u8.ToArray(),
        Encoding.ASCII.GetBytes(Head("INVITE", "INVITE") + "Content-Length: 9999\r\n\r\n"),
        Encoding.ASCII.GetBytes(Head("INVITE", "BYE") + "Content-Length: 0\r\n\r\n"),
        Encoding.ASCII.GetBytes(Head("BYE", "BYE") + "Content-Length: 0\r\n\r\n"),
        Encoding.ASCII.GetBytes(Head("CANCEL", "CANCEL") + "Content-Length: 0\r\n\r\n"),
        Encoding.ASCII.GetBytes(Head("NOSUCH", "NOSUCH") + "Content-Length: 0\r\n\r\n"),
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
    ];

    [Test]
    public async Task Five_thousand_bad_messages_a_second_leave_calls_alone()
    {
        var (callers, callees) = (FreePort(), FreePort());
        var probe = new ProbeRun(
            new ProbeOptions { To = [$"sip:7101@{callees}"], Listen = callers, IsCallee = true, Callee = callees, Calls = 10, Rate = 10, Hold = TimeSpan.FromSeconds(2) },
            TimeProvider.System);
        using var over = new CancellationTokenSource();
        var running = probe.RunAsync(CancellationToken.None);
        var flooding = FloodAsync([callers, callees], over.Token);
        var result = await running;
        await over.CancelAsync();
        var sent = await flooding;
        Assert.That((result.Summary.Kept, result.Summary.Legs, sent > PerSecond), Is.EqualTo((10, 20, true)), string.Join('\n', result.Legs.Where(static l => l.Fault != ProbeFault.None)));
    }

    /// <summary>Half of them to each; returns how many were sent.</summary>
    private static async Task<int> FloodAsync(IPEndPoint[] targets, CancellationToken over)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var (sent, began) = (0, TimeProvider.System.GetTimestamp());
        while (!over.IsCancellationRequested)
        {
            for (var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * PerSecond); sent < due; sent++)
                await socket.SendToAsync(Bad[sent % Bad.Length], targets[sent % targets.Length], CancellationToken.None);
            await Task.Delay(Step, TimeProvider.System, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return sent;
    }

    private static string Head(string method, string sequence) =>
        $"{method} sip:1@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKflood\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:1@b>;tag=2\r\nCall-ID: flood\r\nCSeq: 1 {sequence}\r\nMax-Forwards: 70\r\n";

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
