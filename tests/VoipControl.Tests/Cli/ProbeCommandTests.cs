using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Host;
using VoipControl.Host.Cli;
using VoipControl.Host.Cli.Commands;
using VoipControl.Host.Cli.Output;
using VoipControl.Pbx.Probes;
using VoipControl.Sip.Phone;
using VoipControl.Tests.Sip.Phone;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class ProbeCommandTests
{
    [Test]
    public async Task Calls_that_are_heard_on_both_legs_end_with_0()
    {
        var callee = $"127.0.0.1:{FreePort()}";
        var run = await CliRun.OfAsync(Real, ["probe", "--to", $"sip:71{{nn}}@{callee}", "--callee", callee, "--calls", "2", "--rate", "20", "--hold", "1"]);
        Assert.That(run.Code, Is.Zero, run.Output + run.Error);
    }

    [Test]
    public async Task A_refused_call_ends_with_1_and_its_cause()
    {
        await using var busy = await BusyAsync();
        var run = await CliRun.OfAsync(Real, ["probe", "--to", busy.Address.ToString()]);
        Assert.That(run.Code, Is.EqualTo(1), run.Error);
        Assert.That(run.Output, Does.Contain("486 Busy Here"));
    }

    [Test]
    public async Task A_terminal_shows_a_bar_that_is_gone_from_the_result()
    {
        await using var phone = await PhoneAsync(IncomingCalls.Answer());
        var run = await CliRun.OfAsync(e => Real(e) with { ErrorIsTerminal = true }, ["probe", "--to", phone.Address.ToString(), "--hold", "1", "--json"]);
        Assert.That((run.Code, JsonElement.Parse(run.Output).GetProperty("good").GetBoolean()), Is.EqualTo((0, true)), run.Error);
        Assert.That(run.Error, Does.Contain("1 of 1 calls placed"));
    }

    [Test]
    public async Task Json_is_one_document_also_of_calls_that_failed()
    {
        await using var busy = await BusyAsync();
        var run = await CliRun.OfAsync(Real, ["probe", "--to", busy.Address.ToString(), "--json"]);
        var document = JsonElement.Parse(run.Output);
        Assert.That(document.GetProperty("legs")[0].GetProperty("fault").GetString(), Is.EqualTo("not answered"));
    }

    [Test]
    public async Task A_probe_that_is_stopped_ends_its_calls_and_prints_the_result()
    {
        await using var phone = await PhoneAsync(IncomingCalls.Answer());
        using var stop = new CancellationTokenSource();
        var run = CliRun.OfAsync(Real, ["probe", "--to", phone.Address.ToString(), "--hold", "60", "--json"], stop.Token);
        await Phones.UntilAsync("it is called", () => phone.Calls.Any(static c => c.SetUpTime is not null && c.Media().Received.Packets > 5));
        await stop.CancelAsync();
        var document = JsonElement.Parse((await run).Output);
        Assert.That((document.GetProperty("interrupted").GetBoolean(), document.GetProperty("summary").GetProperty("kept").GetInt32()), Is.EqualTo((true, 1)));
    }

    [Test]
    public void Calls_that_the_machine_could_not_place_are_told_and_are_no_success()
    {
        var leg = new ProbeLeg { Call = 1, Side = ProbeSide.Caller, To = "sip:1@a", CallId = "x", StartedAt = DateTime.UnixEpoch, SetUp = TimeSpan.FromSeconds(1), Kept = true, Received = 1, EndedBy = "local", Cause = "BYE" };
        var whole = new ProbeResult(DateTime.UnixEpoch, TimeSpan.Zero, false, ProbeSummary.Of([leg]), new ProbeLateness(0, 0, TimeSpan.Zero), [leg]);
        var cut = whole with { NotPlaced = "call 2 has no port" };
        using var output = new StringWriter();
        new ProbeReport(cut).Show(new Screen(new CliEnvironment { Output = output, Error = TextWriter.Null, Variable = static _ => null, Host = CliRun.NoHost }), null);
        Assert.That((whole.IsGood, cut.IsGood, output.ToString().Contains("call 2 has no port", StringComparison.Ordinal)), Is.EqualTo((true, false, true)), output.ToString());
    }

    [Test]
    public async Task An_address_that_is_taken_is_told()
    {
        await using var phone = await BusyAsync();
        var run = await CliRun.OfAsync(Real, ["probe", "--to", "sip:1@127.0.0.1", "--listen", phone.LocalEndpoint.ToString()]);
        Assert.That(run.Code, Is.EqualTo(1), run.Error);
        Assert.That(run.Error, Does.Contain(phone.LocalEndpoint.ToString()));
    }

    [Test]
    public async Task Calls_are_marked_as_test_calls_where_a_secret_is_configured()
    {
        string? mark = null;
        await using var phone = await PhoneAsync(call =>
        {
            mark = call.Invite.Headers[TestMark.Header];
            call.Reject(486);
            return Task.CompletedTask;
        });
        var configured = new ConfigurationBuilder().AddInMemoryCollection([new("Pbx:Secret", "0123456789abcdef")]).Build();
        await CliRun.OfAsync(e => Real(e) with { Host = CliRun.NoHost with { Load = _ => configured } }, ["probe", "--to", phone.Address.ToString()]);
        var isGood = new TestMark("0123456789abcdef").TryVerify(mark, TimeProvider.System.GetUtcNow().UtcDateTime, out var purpose, out _);
        Assert.That((isGood, purpose), Is.EqualTo((true, CallPurpose.Probe)));
    }

    [Test]
    public async Task A_configuration_that_cannot_be_read_only_leaves_the_calls_unmarked()
    {
        await using var busy = await BusyAsync();
        var run = await CliRun.OfAsync(e => Real(e) with { Host = CliRun.NoHost with { Load = static _ => throw new ConfigurationException(["no"]) } }, ["probe", "--to", busy.Address.ToString()]);
        Assert.That(run.Code, Is.EqualTo(1), run.Error);
        Assert.That(run.Error, Does.Contain("not marked"));
    }

    private static Task<SipPhone> BusyAsync() => PhoneAsync(IncomingCalls.Reject(486));

    private static async Task<SipPhone> PhoneAsync(Func<PhoneCall, Task> incoming)
    {
        var phone = new SipPhone(new SipPhoneOptions { Incoming = incoming });
        await phone.StartAsync();
        return phone;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static CliEnvironment Real(CliEnvironment environment) => environment with { Time = TimeProvider.System };
}
