using System.Net;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using VoipControl.IntegrationTests.Pbx;
using VoipControl.Lab;
using VoipControl.Pbx.Nodes;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.EndToEnd;

/// <summary>
/// A switch, or what stands in its place, says something wrong: the node's status says what, the other node's calls go on,
/// and when it behaves again its calls of the meantime are recorded too.
/// </summary>
public sealed class BadInputTests : CallLabFixture, IAsyncDisposable
{
    private const int TenMegabytes = 10 << 20;

    private readonly Random _random = new(3);
    private BentWire? _wire;

    private BentWire Wire => _wire ?? throw new InvalidOperationException("StartWireAsync comes first.");

    private NodeStatus Bent => Calls.Plane.Sessions[1].Status;

    private NodeStatus Other => Calls.Plane.Sessions[0].Status;

    public async ValueTask DisposeAsync()
    {
        if (_wire is not null) await _wire.DisposeAsync();
    }

    private static IEnumerable<TestCaseData<byte[], string>> WrongBytes()
    {
        static TestCaseData<byte[], string> Case(string name, string bytes, string reason) => Raw(name, Encoding.UTF8.GetBytes(bytes), reason);
        static TestCaseData<byte[], string> Raw(string name, byte[] bytes, string reason) =>
            new(bytes, reason) { TestName = "Wrong_bytes_close_the_connection_with_a_reason_and_cost_no_record(" + name + ")" };
        yield return Case("length of 2 GB", "Content-Length: 2147483647\nContent-Type: text/event-plain\n\n", "Content-Length is 2147483647; 8388608 bytes are allowed");
        yield return Case("length beyond every number", "Content-Length: 99999999999999999999\nContent-Type: text/event-plain\n\n", "Content-Length is 99999999999999999999");
        yield return Case("negative length", "Content-Length: -1\nContent-Type: text/event-plain\n\n", "Content-Length is negative: '-1'");
        yield return Case("length that is no number", "Content-Length: 12x\nContent-Type: text/event-plain\n\n", "Content-Length is not a number: '12x'");
        yield return Case("header without colon", "Content-Type: text/event-plain\nContent-Length 5\n\nabcde", "no name and colon: 'Content-Length 5'");
        yield return Case("header of 10 MB", "Content-Type: " + new string('x', TenMegabytes) + "\n\n", "header line is longer than 16384 bytes");
        yield return Case("unknown type", "Content-Type: text/html\nContent-Length: 2\n\nhi", "Content-Type is unknown: 'text/html'");
        yield return Raw("invalid UTF-8 in a header", [.. "Content-Type: text/"u8, 0xff, 0xfe, 0xc3, 0x28, .. "\n\n"u8], "Content-Type is unknown: 'text/???('");
        yield return Case("half a message then silence", "Content-Type: text/event-plain\nContent-Length: 500\n\nEvent-Name: CHANNEL_CR", "did not");
        yield return Case("half a header then silence", "Content-Ty", "did not");
        yield return Case("a web server", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n\n\n", "no name and colon: 'HTTP/1.1 400 Bad Request?'");
    }

    [TestCaseSource(nameof(WrongBytes))]
    public async Task Wrong_bytes_close_the_connection_with_a_reason_and_cost_no_record(byte[] bytes, string reason)
    {
        await StartWireAsync();
        await PlaceAsync();
        await Wire.BendAsync(bytes);
        await ReasonAsync(reason);
        await PlaceAsync();
        Assert.That(Other.State, Is.EqualTo(NodeState.Connected));
        await Wire.StraightenAsync();
        await Calls.Plane.ConnectedAsync();
        await PlaceAsync();
        await AssertRecordsAsync();
    }

    [Test]
    public async Task Invalid_utf8_in_an_event_costs_no_call_and_no_connection()
    {
        await StartWireAsync();
        Wire.Change = static bytes => Replace(bytes, "Rider"u8, [0xff, 0xfe, 0xc3, 0x28, 0x80]);
        await PlaceAsync();
        await AssertRecordsAsync();
        var names = (await Calls.RecordsAsync()).Where(static r => r.Node == "lab-b").Select(static r => r.Caller.Name ?? "");
        Assert.That(names, Has.Some.Contains("\ufffd"));
        Assert.That(Bent.State, Is.EqualTo(NodeState.Connected));
    }

    [Test]
    public async Task A_wrong_password_is_told_and_costs_no_record()
    {
        await StartLabAsync(switches: 2);
        var right = Calls.Settings;
        var wrong = new ControlPlaneSettings(right.ConnectionString, right.JournalDirectory);
        wrong.AddNode("lab-a", Calls.Switches[0].Endpoint, CallLab.Password, Calls.Switches[0].Options.CdrDirectory);
        wrong.AddNode("lab-b", Calls.Switches[1].Endpoint, "another-password", Calls.Switches[1].Options.CdrDirectory);
        await using (var plane = await ControlPlane.StartAsync(wrong, "pbx"))
        {
            await EventuallyAsync("the refusal is known", () => plane.Sessions[1].Status.State == NodeState.Refused && plane.Sessions[0].Status.State == NodeState.Connected);
            await PlaceAsync();
            Assert.That(plane.Sessions[1].Status.Reason, Does.Contain("refused the password").And.Contain("lab-b").And.Not.Contain("another-password").And.Not.Contain(CallLab.Password));
        }
        await Calls.StartPlaneAsync();
        await AssertRecordsAsync();
    }

    [Test]
    public async Task A_port_where_nobody_listens_is_told_and_tried_again()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var endpoint = (IPEndPoint)probe.LocalEndpoint;
        probe.Stop();
        await StartLabAsync();
        var files = Directory.CreateDirectory(Path.Combine(Calls.Folder, "late-cdr")).FullName;
        Calls.Settings.AddNode("late", endpoint, CallLab.Password, files);
        await Calls.StartPlaneAsync(connected: false);
        await ReasonAsync($"127.0.0.1:{endpoint.Port} cannot be reached");
        await PlaceAsync();
        var late = new LabSwitch(new LabSwitchOptions { Name = "late", Password = CallLab.Password, Port = endpoint.Port, CdrDirectory = files, Seed = 99 });
        Calls.Switches.Add(late);
        await late.StartAsync();
        await Calls.Plane.ConnectedAsync();
        await PlaceAsync();
        await AssertRecordsAsync();
    }

    [Test]
    public async Task A_port_of_another_server_is_told_and_costs_the_other_node_nothing()
    {
        await StartLabAsync();
        var port = int.Parse(System.Text.RegularExpressions.Regex.Match(Calls.Settings.ConnectionString, @"Port=(\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Calls.Settings.AddNode("mysql", new IPEndPoint(IPAddress.Loopback, port), CallLab.Password);
        await Calls.StartPlaneAsync(connected: false);
        await ReasonAsync("did not complete the greeting");
        await PlaceAsync();
        await AssertRecordsAsync();
    }

    /// <summary>Node lab-a is heard directly, node lab-b over the wire.</summary>
    private async Task StartWireAsync()
    {
        await StartLabAsync();
        var files = Directory.CreateDirectory(Path.Combine(Calls.Folder, "lab-b-cdr")).FullName;
        var made = new LabSwitch(new LabSwitchOptions { Name = "lab-b", Password = CallLab.Password, Seed = 8, CdrDirectory = files, Heartbeat = TimeSpan.FromMilliseconds(500) });
        Calls.Switches.Add(made);
        await made.StartAsync();
        _wire = new BentWire(made.Endpoint);
        Calls.Settings.AddNode("lab-b", _wire.Endpoint, CallLab.Password, files);
        await Calls.StartPlaneAsync();
    }

    private Task PlaceAsync() => Calls.PlaceAllKindsAsync(rounds: 1, TimeSpan.FromMilliseconds(200), _random);

    private async Task ReasonAsync(string reason)
    {
        await EventuallyAsync($"the node is away because: {reason}", () => Bent.State != NodeState.Connected && Bent.Reason?.Contains(reason, StringComparison.Ordinal) == true);
        Assert.That(Bent.Reason, Does.Not.Contain(CallLab.Password));
    }

    private static Task EventuallyAsync(string what, Func<bool> condition) => Poll.UntilAsync(what, TimeSpan.FromSeconds(20), TimeProvider.System, condition);

    private static void Replace(byte[] bytes, ReadOnlySpan<byte> what, ReadOnlySpan<byte> with)
    {
        for (int at = 0, found; (found = bytes.AsSpan(at).IndexOf(what)) >= 0; at += found + what.Length) with.CopyTo(bytes.AsSpan(at + found));
    }
}
