using System.Net;
using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;
using VoipControl.Testing;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>Three phones of ours, registered with a real node, do what people do with telephones.</summary>
[TestFixture]
[RequiresFreeSwitch]
[NonParallelizable]
internal sealed class PhoneOnFreeSwitchTests
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly double[] Tones = [600, 850, 1100];

    private readonly List<SipPhone> _phones = [];
    private LoopbackNet _net;
    private FreeSwitchNode _node;

    [OneTimeSetUp]
    public async Task StartNode()
    {
        _net = LoopbackNet.Take();
        _node = await FreeSwitchNode.StartAsync(FreeSwitchInstall.Require(), new FreeSwitchNodeSettings("node-p", _net[1], new LabCalleePorts(_net[3])), Clock);
    }

    [OneTimeTearDown]
    public async Task StopNode()
    {
        if (_node is not null) await _node.DisposeAsync();
        _net?.Dispose();
    }

    /// <summary>1001, 1002 and 1003, which say 600, 850 and 1100 Hz.</summary>
    [SetUp]
    public async Task StartPhones()
    {
        for (var i = 0; i < Tones.Length; i++)
        {
            var tone = Tones[i];
            var phone = new SipPhone(new SipPhoneOptions
            {
                Listen = new IPEndPoint(_net[4], 0),
                Proxy = new SipHop(SipProtocol.Udp, _node.SipEndpoint),
                Sound = () => new ToneSource(tone),
                ListenFor = Tones,
                Incoming = IncomingCalls.Answer(TimeSpan.FromMilliseconds(100)),
            });
            _phones.Add(phone);
            await phone.StartAsync();
            var registration = await phone.RegisterAsync(new PhoneAccount(AddressOf(i), CredentialsOf(i)));
            Assert.That(registration.State, Is.EqualTo(SipRegistrationState.Registered), registration.LastResponse?.ToString());
        }
    }

    [TearDown]
    public async Task StopPhones()
    {
        foreach (var phone in _phones) await phone.DisposeAsync();
        _phones.Clear();
    }

    [Test]
    public async Task A_wrong_password_is_refused()
    {
        await using var phone = new SipPhone(new SipPhoneOptions { Listen = new IPEndPoint(_net[4], 0), Proxy = new SipHop(SipProtocol.Udp, _node.SipEndpoint) });
        await phone.StartAsync();
        var registration = await phone.RegisterAsync(new PhoneAccount(AddressOf(0), new SipCredentials("1001", "wrong")));
        Assert.That((registration.State, registration.LastResponse?.Status), Is.EqualTo((SipRegistrationState.Failed, 403)));
    }

    [Test]
    public async Task A_registered_phone_calls_another_and_both_hear_each_other()
    {
        var call = await CallAsync(0, 1);
        await HearsAsync(call, 850);
        await HearsAsync(await CallOfAsync(1), 600);
    }

    [Test]
    public async Task An_unregistered_phone_cannot_be_reached()
    {
        await _phones[1].DisposeAsync();
        var call = await CallAsync(0, 1);
        Assert.That((await call.Ended.WaitAsync(Patience)).Status, Is.InRange(400, 699));
    }

    [Test]
    public async Task The_switch_tells_who_calls()
    {
        await CallAsync(0, 1);
        Assert.That((await CallOfAsync(1)).RemoteParty.Uri.User, Is.EqualTo("1001"));
    }

    [Test]
    public async Task A_held_call_is_held_on_the_switch()
    {
        var call = await CallAsync(0, 1);
        await HearsAsync(call, 850);
        Assert.That(await call.HoldAsync(), Is.EqualTo(200));
        await Poll.UntilAsync("a channel is held", Patience, Clock, async () => (await _node.ApiAsync("show channels")).Contains("HELD", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_resumed_call_is_heard_on_both_sides()
    {
        var call = await CallAsync(0, 1);
        await HearsAsync(call, 850);
        await call.HoldAsync();
        Assert.That(await call.ResumeAsync(), Is.EqualTo(200));
        await HearsAsync(call, 850);
        await HearsAsync(await CallOfAsync(1), 600);
    }

    [Test]
    public async Task Digits_go_through_the_switch()
    {
        var call = await CallAsync(0, 1);
        await HearsAsync(call, 850);
        var theirs = await CallOfAsync(1);
        await call.SendDigitsAsync("159#");
        await Poll.UntilAsync("all digits", Patience, Clock, () => theirs.Digits == "159#");
    }

    [Test]
    public async Task A_blind_transfer_connects_the_callee_with_a_third()
    {
        var call = await CallAsync(0, 1);
        await HearsAsync(call, 850);
        var status = await call.TransferAsync(AddressOf(2)).WaitAsync(Patience);
        Assert.That(status, Is.EqualTo(200));
        await HearsAsync(await CallOfAsync(1), 1100);
        await HearsAsync(await CallOfAsync(2), 850);
    }

    [Test]
    public async Task An_attended_transfer_connects_both_far_ends()
    {
        var call = await CallAsync(0, 1);
        await HearsAsync(call, 850);
        await call.HoldAsync();
        var consultation = await CallAsync(0, 2);
        await HearsAsync(consultation, 1100);
        var status = await call.TransferAsync(consultation).WaitAsync(Patience);
        Assert.That(status, Is.EqualTo(200));
        await HearsAsync(await CallOfAsync(1), 1100);
        await HearsAsync(await CallOfAsync(2), 850);
    }

    [Test]
    public async Task Who_transferred_is_out_of_the_call()
    {
        var call = await CallAsync(0, 1);
        await HearsAsync(call, 850);
        await call.TransferAsync(AddressOf(2)).WaitAsync(Patience);
        await Poll.UntilAsync("no call is left", Patience, Clock, () => _phones[0].Calls.Count == 0);
    }

    [Test]
    public async Task A_move_by_the_switch_to_another_number_is_followed()
    {
        var call = await CallAsync(0, 1);
        await HearsAsync(call, 850);
        var row = (await _node.ApiAsync("show channels")).Split('\n').First(static l => l.Contains(",inbound,", StringComparison.Ordinal));
        await _node.ApiAsync($"uuid_transfer {row.Split(',')[0]} 9196 XML public");
        // The echo brings our own tone back.
        await HearsAsync(call, 600);
    }

    [Test]
    public async Task A_call_that_the_switch_kills_ends_with_its_cause()
    {
        var call = await CallAsync(0, 1);
        await _node.ApiAsync("hupall USER_BUSY");
        Assert.That((await call.Ended.WaitAsync(Patience)).Reason, Does.Contain("cause=17"));
    }

    private static SipUri AddressOf(int phone) => new($"100{phone + 1}", "voip.example");

    private SipCredentials CredentialsOf(int phone) => new($"100{phone + 1}", _node.EslPassword);

    private async Task<PhoneCall> CallAsync(int from, int to) =>
        await _phones[from].CallAsync(AddressOf(to), new PhoneCallOptions { From = SipAddress.Of(AddressOf(from)), Credentials = CredentialsOf(from) }).WaitAsync(Patience);

    private async Task<PhoneCall> CallOfAsync(int phone)
    {
        await Poll.UntilAsync($"a call of phone {phone}", Patience, Clock, () => _phones[phone].Calls.Count > 0);
        return _phones[phone].Calls.Single();
    }

    private static Task HearsAsync(PhoneCall call, double tone) =>
        Poll.UntilAsync($"{tone} Hz is heard", Patience, Clock, () => call.Media().Received.Tones.Any(t => t.Frequency == tone && t.IsHeardNow));
}
