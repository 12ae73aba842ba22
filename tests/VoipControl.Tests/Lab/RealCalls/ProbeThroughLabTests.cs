using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using VoipControl.Pbx.Probes;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>Probe calls through the lab switch with the repository's own dialplans, as ./run places them.</summary>
[TestFixture]
internal sealed class ProbeThroughLabTests
{
    private IPEndPoint _callee;
    private SipLab _lab;

    [SetUp]
    public async Task Start()
    {
        _callee = FreePort();
        _lab = await SipLab.StartWithRepositoryDialplanAsync(("lab_answer_port", _callee.Port));
    }

    [TearDown]
    public ValueTask Stop() => _lab.DisposeAsync();

    [Test]
    public async Task Calls_are_heard_on_both_legs()
    {
        var result = await RunAsync(Through("71{nn}") with { Calls = 5, Rate = 20 });
        Assert.That((result.Summary.Good, result.Summary.Legs), Is.EqualTo((5, 10)), string.Join('\n', result.Legs));
    }

    [Test]
    public async Task A_busy_number_is_busy() =>
        Assert.That((await RunAsync(Through("5486"))).Summary.Failed.Single().Cause, Does.StartWith("486"));

    [Test]
    public async Task Digits_arrive_on_the_other_leg()
    {
        var result = await RunAsync(Through("7101") with { Digits = "42#", Hold = TimeSpan.FromSeconds(3) });
        Assert.That(result.Legs.Single(static l => l.Side == ProbeSide.Callee).Digits, Is.EqualTo("42#"));
    }

    [Test]
    public async Task A_registered_callee_is_reached_by_its_number()
    {
        var result = await RunAsync(Through("1001") with
        {
            To = ["sip:1001@lab"],
            Callee = null,
            Register = [new ProbeAccount("1001", SipLab.Password, "lab")],
            Proxy = _lab.Switch.SipEndpoint,
        });
        Assert.That((result.IsGood, result.Legs.Count), Is.EqualTo((true, 2)), string.Join('\n', result.Legs));
    }

    private static Task<ProbeResult> RunAsync(ProbeOptions options) => new ProbeRun(options, TimeProvider.System).RunAsync(CancellationToken.None);

    private ProbeOptions Through(string number) => new()
    {
        To = [$"sip:{number}@{_lab.Switch.SipEndpoint}"],
        Hold = TimeSpan.FromSeconds(1),
        IsCallee = true,
        Callee = _callee,
    };

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
