using System.Net;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using VoipControl.IntegrationTests.RealFreeSwitch;
using VoipControl.Lab.Recovery;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.RealFreeSwitch;
using VoipControl.Testing.Sip;

namespace VoipControl.IntegrationTests.Sip;

/// <summary>
/// A real FreeSWITCH between two user agents of ours: its sofia decides where RFC and world differ. No media flow here.
/// </summary>
[RequiresFreeSwitch]
public sealed class FreeSwitchTests
{
    private SipParty _alice = null!;
    private SipParty _bob = null!;
    private FreeSwitchNode _node = null!;
    private LoopbackNet? _net;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        (_alice, _bob) = (new SipParty(), new SipParty());
        await _alice.Endpoint.StartAsync();
        await _bob.Endpoint.StartAsync();
        var callees = new LabCalleePorts(IPAddress.Loopback, Answer: _bob.Address.Port, Busy: _bob.Address.Port, Ring: _bob.Address.Port);
        _net = LoopbackNet.Take();
        _node = await FreeSwitchNode.StartAsync(
            FreeSwitchInstall.Require(), new FreeSwitchNodeSettings("sip", _net[1], callees), TimeProvider.System);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        if (_node is not null)
            await _node.DisposeAsync();
        _net?.Dispose();
    }

    // What a test that failed has left must not fail the next one.
    [TearDown]
    public async Task HangUpAsync()
    {
        await _node.ApiAsync("hupall");
        await Poll.UntilAsync(
            "no channel", SipParty.Limit, TimeProvider.System,
            async () => (await _node.ApiAsync("show channels count")).Contains("0 total", StringComparison.Ordinal));
    }

    private SipPartyCall Dial(string number) => _alice.Place(
        _node.SipEndpoint, change: setup => setup with { To = SipUri.Parse($"sip:{number}@{_node.SipEndpoint}") });

    // A call of Alice's to Bob through FreeSWITCH, both sides of which accept what FreeSWITCH offers.
    private async Task<(SipPartyCall Caller, SipPartyCall Callee)> EstablishAsync()
    {
        _bob.Answering = call =>
        {
            call.Offering = offer => offer.Accept(SipParty.Sdp(5000));
            call.Call.Progress(180);
            call.Call.Answer(SipParty.Sdp(5000));
        };
        var caller = Dial("7101");
        caller.Offering = offer => offer.Accept(SipParty.Sdp(4000));
        var callee = await _bob.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        return (caller, callee);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_bridged_call_is_ended_by_either_side(bool callerEnds)
    {
        var (caller, callee) = await EstablishAsync();
        var (first, second) = callerEnds ? (caller, callee) : (callee, caller);
        first.Call.HangUp();
        var end = await second.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 200)));
        Assert.That(end.Reason, Does.StartWith("Q.850;cause=16"));
    }

    [Test]
    public async Task A_busy_callee_is_busy_to_the_caller()
    {
        _bob.Answering = call => call.Call.Reject(486);
        var end = await Dial("7201").Ended;
        await _bob.NextCallAsync();
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 486)));
    }

    [Test]
    public async Task A_ringing_call_is_cancelled_to_the_callee()
    {
        _bob.Answering = call => call.Call.Progress(180);
        var caller = Dial("7301");
        var callee = await _bob.NextCallAsync();
        await caller.Ringing;
        caller.Call.HangUp();
        var (mine, theirs) = (await caller.Ended, await callee.Ended);
        Assert.That((mine.Status, theirs.By, theirs.Status), Is.EqualTo((487, SipCallEndedBy.Remote, 487)));
    }

    [Test]
    public async Task Hold_and_resume_are_accepted()
    {
        var (caller, callee) = await EstablishAsync();
        var hold = await caller.Call.ReinviteAsync(SipParty.Sdp(4000, "sendonly", 2)).WaitAsync(SipParty.Limit);
        var held = System.Text.Encoding.ASCII.GetString(caller.Call.RemoteSdp.Span);
        var resume = await caller.Call.ReinviteAsync(SipParty.Sdp(4000, "sendrecv", 3)).WaitAsync(SipParty.Limit);
        caller.Call.HangUp();
        await callee.Ended;
        Assert.That((hold.Status, resume.Status), Is.EqualTo((200, 200)));
        Assert.That(held, Does.Contain("a=recvonly").Or.Contain("a=inactive"));
    }

    [Test]
    public async Task A_blind_transfer_is_carried_out_and_told()
    {
        var (caller, callee) = await EstablishAsync();
        var referral = await caller.Call.ReferAsync(SipUri.Parse($"sip:9196@{_node.SipEndpoint}")).WaitAsync(SipParty.Limit);
        var status = await referral.Completion.WaitAsync(SipParty.Limit);
        var stays = callee.Call.State;
        caller.Call.HangUp();
        callee.Call.HangUp();
        await Task.WhenAll(caller.Ended, callee.Ended);
        Assert.That((referral.IsAccepted, status, stays), Is.EqualTo((true, 200, SipCallState.Confirmed)));
    }

    [Test]
    public async Task An_attended_transfer_joins_the_two_far_ends()
    {
        var (first, one) = await EstablishAsync();
        var (second, two) = await EstablishAsync();
        var referral = await first.Call.ReferAsync(second.Call).WaitAsync(SipParty.Limit);
        var status = await referral.Completion.WaitAsync(SipParty.Limit);
        first.Call.HangUp();
        second.Call.HangUp();
        await Task.WhenAll(first.Ended, second.Ended);
        await BridgedAsync();
        var joined = (one.Call.State, two.Call.State);
        one.Call.HangUp();
        var end = await two.Ended;
        Assert.That((status, joined, end.By), Is.EqualTo((200, (SipCallState.Confirmed, SipCallState.Confirmed), SipCallEndedBy.Remote)));
    }

    [Test]
    public async Task A_wrong_password_is_refused_and_the_right_one_registers()
    {
        var domain = (await _node.ApiAsync("global_getvar sip_domain")).Trim();
        var password = (await _node.ApiAsync("global_getvar lab_user_password")).Trim();
        var statuses = new List<int>();
        foreach (var tried in new[] { "wrong", password })
        {
            await using var registration = new SipRegistration(_alice.Endpoint, new SipRegistrationOptions
            {
                Registrar = SipUri.Parse($"sip:{_node.SipEndpoint}"),
                AddressOfRecord = SipUri.Parse($"sip:1001@{domain}"),
                Credentials = new SipCredentials("1001", tried),
            });
            registration.Start();
            await Poll.UntilAsync("an answer", SipParty.Limit, TimeProvider.System, () => registration.LastResponse is not null);
            statuses.Add(registration.LastResponse!.Status);
        }

        Assert.That(statuses, Is.EqualTo(new[] { 403, 200 }));
    }

    [Test]
    public async Task OPTIONS_is_answered()
    {
        var result = await _alice.Endpoint.OptionsAsync(SipUri.Parse($"sip:{_node.SipEndpoint}")).WaitAsync(SipParty.Limit);
        Assert.That(result.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_call_goes_on_when_FreeSWITCH_is_killed_and_recovers_it()
    {
        var (caller, callee) = await EstablishAsync();
        await Poll.UntilAsync(
            "both legs to be in the recovery table", SipParty.Limit, TimeProvider.System,
            () => IsRecoverable(caller.Call) && IsRecoverable(callee.Call));
        await _node.RestartAsync();
        await _node.ApiAsync("sofia recover");
        await Task.WhenAll(caller.Offered, callee.Offered);
        await BridgedAsync();
        caller.Call.HangUp();
        var end = await callee.Ended;
        Assert.That((end.By, end.Status), Is.EqualTo((SipCallEndedBy.Remote, 200)));
        Assert.That(_alice.Errors.Concat(_bob.Errors), Is.Empty);
    }

    private Task BridgedAsync() => Poll.UntilAsync(
        "two legs that are bridged", SipParty.Limit, TimeProvider.System,
        async () => (await _node.ApiAsync("show calls count")).Contains("1 total", StringComparison.Ordinal)
            && (await _node.ApiAsync("show channels count")).Contains("2 total", StringComparison.Ordinal));

    // Asked as a database, not as a file: what is not committed yet dies with the process.
    private bool IsRecoverable(SipCall call)
    {
        SqliteLibrary.Bind();
        using var database = new SqliteConnection($"Data Source={_node.CoreDatabasePath};Mode=ReadOnly;Pooling=False");
        database.Open();
        using var count = new SqliteCommand("SELECT COUNT(*) FROM recovery WHERE instr(metadata, @call) > 0", database);
        count.Parameters.AddWithValue("@call", $"<sip_call_id>{call.CallId}</sip_call_id>");
        return (long)count.ExecuteScalar()! > 0;
    }
}
