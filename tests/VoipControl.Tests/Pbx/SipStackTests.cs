using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Core.Trunks;
using VoipControl.Pbx.Sip;
using VoipControl.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;
using VoipControl.Testing;

namespace VoipControl.Tests.Pbx;

/// <summary>The role's wire against phones on loopback.</summary>
public sealed class SipStackTests
{
    private static readonly TestMark Marks = new("a-secret-of-these-tests");

    private readonly List<IAsyncDisposable> _open = [];

    [TearDown]
    public async Task CloseAsync()
    {
        for (var i = _open.Count - 1; i >= 0; i--) await _open[i].DisposeAsync();
        _open.Clear();
    }

    private async Task<SipPhone> PhoneAsync(Func<PhoneCall, Task> incoming, double tone = 1004)
    {
        var phone = new SipPhone(new SipPhoneOptions { User = "far", Sound = () => new ToneSource(tone), ListenFor = [700, 1004], Incoming = incoming }, TimeProvider.System);
        _open.Add(phone);
        await phone.StartAsync();
        return phone;
    }

    private async Task<(SipWire Wire, SipTarget Target)> WireAsync(string uri, CanaryOptions? canary = null, int port = 0)
    {
        var options = new SipOptions { ListenAddress = "127.0.0.1", Port = port, Trunks = { new TrunkOptions { Name = "t", Uri = uri, Canary = canary, Qualify = { TimeoutMilliseconds = 500 } } } };
        Assert.That(options.Faults(), Is.Empty);
        var started = await new SipStack(options, TimeProvider.System, NullLoggerFactory.Instance).StartAsync(CancellationToken.None);
        _open.Add(started);
        return (started.Wire, SipTarget.Of(options)[0]);
    }

    private static CanaryCall Call(SipTarget target) => new(target, target.Canary!.Plan(target.Uri), "canary", "canary", target.Canary.Password,
        Marks.Create(CallPurpose.Canary, "t1", TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5)));

    private static CanaryOptions Canary(CanaryMode mode, string to = "100") => new() { To = to, Mode = mode, HoldSeconds = 1, AnswerSeconds = 5 };

    private static CanaryVerdict Judge(SipTarget target, CanaryOutcome outcome) => CanaryVerdict.Of(target.Canary!.Plan(target.Uri), outcome);

    [Test]
    public async Task A_peer_that_answers_OPTIONS_is_reached()
    {
        var peer = await PhoneAsync(IncomingCalls.Reject(480));
        var (wire, target) = await WireAsync(peer.Address.ToString());
        var result = await wire.Probe(target, CancellationToken.None);
        Assert.That((result.Status, result.RoundTrip > TimeSpan.Zero), Is.EqualTo((200, true)), result.Failure);
    }

    [Test]
    public async Task A_peer_that_is_silent_is_lost()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (wire, target) = await WireAsync($"sip:{silent.LocalEndPoint}");
        var result = await wire.Probe(target, CancellationToken.None);
        Assert.That((result.Status, result.Failure), Is.EqualTo(((int?)null, "no answer within 0.5 s")));
    }

    [Test]
    public async Task A_far_end_that_sends_our_tone_is_a_good_echo()
    {
        var peer = await PhoneAsync(IncomingCalls.Answer());
        var (wire, target) = await WireAsync(peer.Address.ToString(), Canary(CanaryMode.Echo));
        var verdict = Judge(target, await wire.Call(Call(target), CancellationToken.None));
        Assert.That(verdict.Faults, Is.Empty, verdict.Detail);
    }

    [Test]
    public async Task A_far_end_that_sends_another_tone_is_found()
    {
        var peer = await PhoneAsync(IncomingCalls.Answer(), tone: 425);
        var (wire, target) = await WireAsync(peer.Address.ToString(), Canary(CanaryMode.Echo));
        var verdict = Judge(target, await wire.Call(Call(target), CancellationToken.None));
        Assert.That((verdict.Faults.Single(), verdict.Detail), Is.EqualTo((CanaryFault.WrongTone, "we hear 425 Hz for 1004 Hz")));
    }

    [Test]
    public async Task Strangers_that_call_again_and_again_are_told_once_a_minute()
    {
        var log = new LogLines<CanaryCalls>();
        var time = new FakeTimeProvider();
        var canary = await PhoneAsync(new CanaryCalls(time, log).TakeAsync);
        var stranger = await PhoneAsync(IncomingCalls.Reject(480));
        foreach (var pause in new[] { TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(1) })
        {
            time.Advance(pause);
            var call = await stranger.CallAsync(canary.Address);
            Assert.That((await call.Ended).Status, Is.EqualTo(480));
        }
        Assert.That(log.Lines.Select(static line => line.Contains("were 1 in all") ? 1 : line.Contains("were 3 in all") ? 3 : 0), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public async Task A_refusal_has_its_status()
    {
        var peer = await PhoneAsync(IncomingCalls.Reject(486));
        var (wire, target) = await WireAsync(peer.Address.ToString(), Canary(CanaryMode.Echo));
        Assert.That((await wire.Call(Call(target), CancellationToken.None)).Status, Is.EqualTo(486));
    }

    [Test]
    public async Task A_call_to_a_peer_that_is_silent_is_not_answered()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var canary = Canary(CanaryMode.Echo);
        canary.AnswerSeconds = 1;
        var (wire, target) = await WireAsync($"sip:{silent.LocalEndPoint}", canary);
        using var limit = new CancellationTokenSource(target.Canary!.Plan(target.Uri).Limit, TimeProvider.System);
        Assert.That(Judge(target, await wire.Call(Call(target), limit.Token)).Faults, Is.EqualTo(new[] { CanaryFault.NoAnswer }));
    }

    [Test]
    public async Task A_far_end_that_hangs_up_ends_the_call_early()
    {
        var peer = await PhoneAsync(static async call =>
        {
            call.Answer();
            await call.HangUpAsync();
        });
        var (wire, target) = await WireAsync(peer.Address.ToString(), Canary(CanaryMode.Echo));
        Assert.That(Judge(target, await wire.Call(Call(target), CancellationToken.None)).Faults, Is.EqualTo(new[] { CanaryFault.EndedEarly }));
    }

    [Test]
    public async Task A_call_carries_its_mark()
    {
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await PhoneAsync(call =>
        {
            seen.TrySetResult(call.Invite.Headers[TestMark.Header]);
            call.Reject(486);
            return Task.CompletedTask;
        });
        var (wire, target) = await WireAsync(peer.Address.ToString(), Canary(CanaryMode.Echo));
        var call = Call(target);
        await wire.Call(call, CancellationToken.None);
        Assert.That(await seen.Task, Is.EqualTo(call.Mark));
    }

    [Test]
    public async Task A_call_that_comes_back_is_heard_at_both_ends()
    {
        // The shortest loop there is: the trunk's canary calls the role's own port.
        var port = FreePort();
        var (wire, target) = await WireAsync($"sip:127.0.0.1:{port}", Canary(CanaryMode.Loop), port);
        var outcome = await wire.Call(Call(target), CancellationToken.None);
        var verdict = Judge(target, outcome);
        Assert.That((verdict.IsGood, outcome.Here?.ToneHz, outcome.There?.ToneHz), Is.EqualTo((true, 700.0, 1004.0)), verdict.Detail);
    }

    [Test]
    public async Task A_call_that_another_answers_has_not_come_back()
    {
        var peer = await PhoneAsync(IncomingCalls.Answer());
        var (wire, target) = await WireAsync(peer.Address.ToString(), Canary(CanaryMode.Loop));
        Assert.That(Judge(target, await wire.Call(Call(target), CancellationToken.None)).Faults, Is.EqualTo(new[] { CanaryFault.NotReturned }));
    }

    [Test]
    public async Task A_strange_caller_is_refused()
    {
        var port = FreePort();
        await WireAsync($"sip:127.0.0.1:{port}", Canary(CanaryMode.Loop), port);
        var stranger = await PhoneAsync(IncomingCalls.Reject(480));
        var call = await stranger.CallAsync(SipUri.Parse($"sip:100@127.0.0.1:{port}"));
        Assert.That((await call.Ended).Status, Is.EqualTo(480));
    }

    [Test]
    public async Task Probes_need_no_port_of_ones_own()
    {
        var peer = await PhoneAsync(IncomingCalls.Reject(480));
        var port = FreePort();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, port));
        var (wire, target) = await WireAsync(peer.Address.ToString(), port: port);
        Assert.That((await wire.Probe(target, CancellationToken.None)).Status, Is.EqualTo(200));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
