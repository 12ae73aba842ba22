using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;
using VoipControl.Testing.Sip;

namespace VoipControl.Tests.Sip.Calls;

/// <summary>REFER, its NOTIFYs, and Replaces (RFC 3515, 3891, 5589).</summary>
public sealed class TransferTests
{
    private SipParty _alice = null!;
    private SipParty _bob = null!;
    private SipParty _carol = null!;

    [SetUp]
    public async Task SetUp()
    {
        (_alice, _bob, _carol) = (new SipParty(), new SipParty(), new SipParty());
        foreach (var party in new[] { _alice, _bob, _carol })
        {
            await party.Endpoint.StartAsync();
            party.Answering = call => call.Call.Answer(SipParty.Sdp(5000));
        }
    }

    [TearDown]
    public async Task TearDown()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _carol.DisposeAsync();
    }

    private static async Task<(SipPartyCall Caller, SipPartyCall Callee)> CallAsync(SipParty from, SipParty to)
    {
        var caller = from.Place(to.Address);
        var callee = await to.NextCallAsync();
        await Task.WhenAll(caller.Answered, callee.Confirmed);
        return (caller, callee);
    }

    private SipUri Carol => SipUri.Parse($"sip:carol@{_carol.Address}");

    [Test]
    public async Task Blind_transfer_the_transferee_calls_the_target_and_tells_how_it_went()
    {
        var (caller, callee) = await CallAsync(_alice, _bob);
        var answer = caller.Call.ReferAsync(Carol);
        var refer = await TransferAsync(callee);
        var referral = await answer.WaitAsync(SipParty.Limit);
        var status = await referral.Completion.WaitAsync(SipParty.Limit);
        Assert.Multiple(() =>
        {
            Assert.That(referral.IsAccepted, Is.True);
            Assert.That(status, Is.EqualTo(200));
            Assert.That(refer.ReferredBy, Does.Contain("sip:alice@"));
            Assert.That(caller.Events, Is.EqualTo(new[] { "answered 200", "referral 100", "referral 180", "referral 200" }));
        });
    }

    // What a transferee does with a REFER.
    private async Task<SipReferRequest> TransferAsync(SipPartyCall transferee)
    {
        var refer = await transferee.Referred;
        refer.Accept();
        refer.Notify(180);
        var headers = refer.Replaces is { } replaces ? new[] { new SipHeader(SipHeaderNames.Replaces, replaces.ToString()) } : [];
        var made = _bob.Place(_carol.Address, change: setup => setup with { To = refer.Target, Headers = headers });
        refer.Notify((await made.Answered).Status);
        return refer;
    }

    [Test]
    public async Task A_refused_refer_says_so_and_leaves_the_call()
    {
        var (caller, callee) = await CallAsync(_alice, _bob);
        var answer = caller.Call.ReferAsync(Carol);
        (await callee.Referred).Reject(403);
        var referral = await answer.WaitAsync(SipParty.Limit);
        Assert.That((referral.IsAccepted, await referral.Completion, caller.Call.State), Is.EqualTo((false, 403, SipCallState.Confirmed)));
    }

    [Test]
    public async Task News_of_a_referral_still_come_after_the_transferor_has_hung_up()
    {
        var (caller, callee) = await CallAsync(_alice, _bob);
        var answer = caller.Call.ReferAsync(Carol);
        var refer = await callee.Referred;
        refer.Accept();
        var referral = await answer.WaitAsync(SipParty.Limit);
        caller.Call.HangUp();
        await callee.Ended;
        refer.Notify(486);
        Assert.That(await referral.Completion.WaitAsync(SipParty.Limit), Is.EqualTo(486));
    }

    [Test]
    public async Task Calls_are_forgotten_when_their_referrals_are_over()
    {
        var (caller, callee) = await CallAsync(_alice, _bob);
        var answer = caller.Call.ReferAsync(Carol);
        await TransferAsync(callee);
        var referral = await answer.WaitAsync(SipParty.Limit);
        caller.Call.HangUp();
        await callee.Ended;
        await referral.Completion.WaitAsync(SipParty.Limit);
        await Poll.UntilAsync("the transferor to forget", SipParty.Limit, TimeProvider.System, () => _alice.Endpoint.Statistics.Calls == 0);
        Assert.That(callee.Call.State, Is.EqualTo(SipCallState.Ended));
    }

    [Test]
    public async Task Attended_transfer_the_target_gets_a_call_that_replaces_the_consultation()
    {
        var (caller, callee) = await CallAsync(_alice, _bob);
        var (consultation, consulted) = await CallAsync(_alice, _carol);
        var answer = caller.Call.ReferAsync(consultation.Call);
        var refer = await callee.Referred;
        refer.Accept();
        _bob.Place(
            _carol.Address, change: setup => setup with { To = refer.Target, Headers = [new SipHeader(SipHeaderNames.Replaces, refer.Replaces!.ToString())] });
        var replacing = await _carol.NextCallAsync();
        await answer.WaitAsync(SipParty.Limit);
        Assert.That(replacing.Call.Replaces, Is.SameAs(consulted.Call));
    }

    [TestCase("sip:nobody;to-tag=x;from-tag=y", 481)]
    [TestCase("nonsense", 400)]
    public async Task An_INVITE_that_replaces_what_is_not_there_is_refused(string replaces, int status)
    {
        var call = _alice.Place(_carol.Address, change: setup => setup with { Headers = [new SipHeader(SipHeaderNames.Replaces, replaces)] });
        Assert.That((await call.Ended).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task Early_only_does_not_replace_an_answered_call()
    {
        var (consultation, _) = await CallAsync(_alice, _carol);
        var replaces = new SipReplaces(consultation.Call.CallId, consultation.Call.RemoteTag, consultation.Call.LocalTag, EarlyOnly: true);
        var call = _bob.Place(_carol.Address, change: setup => setup with { Headers = [new SipHeader(SipHeaderNames.Replaces, replaces.ToString())] });
        Assert.That((await call.Ended).Status, Is.EqualTo(486));
    }
}
