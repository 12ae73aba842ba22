using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Rtp;
using VoipControl.Sip.Sdp;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>What telephones hear and see of the lab switch.</summary>
internal sealed class RealCallTests : CallerAndCallee
{
    [Test]
    public async Task Caller_andCallee_hear_each_other()
    {
        await using var lab = await SipLab.StartAsync(Bridge());

        var (call, answered) = await TalkAsync(lab);

        await call.HearsAsync(440);
        await answered.HearsAsync(1000);
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    [Test]
    public async Task Legs_of_different_codecs_hear_each_other()
    {
        Caller.Codecs = [SdpCodec.Pcmu];
        Callee.Codecs = [SdpCodec.Pcma];
        await using var lab = await SipLab.StartAsync(Bridge());

        var (call, answered) = await TalkAsync(lab);

        await call.HearsAsync(440);
        await answered.HearsAsync(1000);
        Assert.That(answered.Media.Snapshot().Received.PayloadTypes.Select(static p => p.Key), Is.EqualTo(new[] { RtpPayloadTypes.Pcma }));
    }

    [Test]
    public async Task Late_offer_is_answered_with_an_offer_and_bridged()
    {
        await using var lab = await SipLab.StartAsync(Bridge());

        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500", offer: false);

        await call.AnsweredAsync;
        await call.HearsAsync(440);
        await (await Callee.NextCallAsync()).HearsAsync(1000);
    }

    [Test]
    public async Task Early_media_of_theCallee_reach_theCaller_before_the_answer()
    {
        Callee.OnCall = static call => call.Ring(media: true);
        await using var lab = await SipLab.StartAsync(Bridge());

        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(440);
        Assert.That(call.Progress, Does.Contain(183));
        Assert.That(call.IsAnswered, Is.False);
    }

    [Test]
    public async Task Digits_reach_the_other_leg_and_are_told_as_events()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var (call, answered) = await TalkAsync(lab);
        await answered.HearsAsync(1000);

        await call.Media.Sender.SendDigitsAsync("5#");

        await Poll.UntilAsync("the callee has two digits", Patience, TimeProvider.System, () => answered.Media.Snapshot().Received.DigitCount == 2);
        Assert.That(
            (await lab.Client.WaitForEventAsync("DTMF"))["DTMF-Digit"] + (await lab.Client.WaitForEventAsync("DTMF"))["DTMF-Digit"],
            Is.EqualTo("5#"));
    }

    [Test]
    public async Task Telephone_that_holds_hears_nothing_until_it_takes_the_call_back()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var (call, _) = await TalkAsync(lab);
        await call.HearsAsync(440);

        await call.ReinviteAsync(SdpDirection.SendOnly);
        await lab.Client.WaitForEventAsync("CHANNEL_HOLD");
        await call.HearsNoMoreAsync(440);
        await call.ReinviteAsync(SdpDirection.SendRecv);
        await lab.Client.WaitForEventAsync("CHANNEL_UNHOLD");

        await call.HearsAsync(440);
    }

    [Test]
    public async Task BusyCallee_is_followed_by_the_next_one()
    {
        await using var second = await TestPhone.StartAsync("501", 620);
        Callee.OnCall = static call => call.Call.Reject(486);
        second.OnCall = static call => call.Answer();
        await using var lab = await SipLab.StartAsync(To($"sofia/internal/500@{Callee.Local}|sofia/internal/501@{second.Local}"));

        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(620);
    }

    [Test]
    public async Task First_of_two_who_ring_wins_and_the_other_is_cancelled()
    {
        await using var second = await TestPhone.StartAsync("501", 620);
        Callee.OnCall = static call => call.Ring();
        await using var lab = await SipLab.StartAsync(To($"sofia/internal/500@{Callee.Local},sofia/internal/501@{second.Local}"));
        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");
        var loser = await Callee.NextCallAsync();
        var winner = await second.NextCallAsync();

        winner.Answer();

        await call.HearsAsync(620);
        var end = await loser.EndedAsync;
        Assert.That((end.Status, end.Reason), Is.EqualTo((487, "SIP;cause=200;text=\"Call completed elsewhere\"")));
    }

    [Test]
    public async Task Leg_that_does_not_answer_in_time_is_given_up_and_the_dialplan_goes_on()
    {
        Callee.OnCall = static call => call.Ring();
        await using var lab = await SipLab.StartAsync(To(
            $"[leg_timeout=1]sofia/internal/500@{Callee.Local}", "<action application=\"answer\"/><action application=\"echo\"/>"));

        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(1000);
        Assert.That((await (await Callee.NextCallAsync()).EndedAsync).Status, Is.EqualTo(487));
    }

    [Test]
    public async Task Failed_bridge_goes_on_when_the_dialplan_says_so()
    {
        Callee.OnCall = static call => call.Call.Reject(486);
        await using var lab = await SipLab.StartAsync(To(
            $"{{continue_on_fail=USER_BUSY}}sofia/internal/500@{Callee.Local}", "<action application=\"answer\"/><action application=\"echo\"/>",
            "<action application=\"set\" data=\"continue_on_fail=USER_BUSY\"/>"));

        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(1000);
    }

    [Test]
    public async Task Unknown_number_is_404()
    {
        await using var lab = await SipLab.StartAsync(Bridge());

        var call = Caller.Call(lab.Switch.SipEndpoint!, "123");

        Assert.That((await call.EndedAsync).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Custom_headers_of_theCaller_reach_theCallee_and_the_events()
    {
        await using var lab = await SipLab.StartAsync(Bridge());

        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500", headers: new SipHeader("X-Order", "17"));
        await call.AnsweredAsync;

        Assert.That((await Callee.NextCallAsync()).Call.Invite!.Headers["X-Order"], Is.EqualTo("17"));
        Assert.That((await lab.Client.WaitForEventAsync("CHANNEL_CREATE"))["variable_sip_h_X-Order"], Is.EqualTo("17"));
    }

    [Test]
    public async Task Tone_of_the_dialplan_is_heard()
    {
        await using var lab = await SipLab.StartAsync("""
            <extension name="tone"><condition field="destination_number" expression="^9197$">
              <action application="answer"/>
              <action application="playback" data="{loops=-1}tone_stream://%(1000,0,440)"/>
            </condition></extension>
            """);

        var call = Caller.Call(lab.Switch.SipEndpoint!, "9197");

        await call.HearsAsync(440);
    }

    [Test]
    public async Task Caller_that_replaces_a_leg_takes_its_place()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        await using var third = await TestPhone.StartAsync("third", 620);
        var (call, answered) = await TalkAsync(lab);
        await answered.HearsAsync(1000);

        var replacing = third.Call(lab.Switch.SipEndpoint!, "anything", headers: new SipHeader(
            "Replaces", $"{call.Call.CallId};to-tag={call.Call.RemoteTag};from-tag={call.Call.LocalTag}"));

        await call.EndedAsync;
        await answered.HearsAsync(620);
        await replacing.HearsAsync(440);
    }

    [Test]
    public async Task Gateway_of_the_options_is_dialled()
    {
        await using var trunk = await TestPhone.StartAsync("trunk", 620);
        trunk.OnCall = static call => call.Answer();
        await using var lab = await SipLab.StartAsync(To("sofia/gateway/gsm1/$1"), options => options with
        {
            Sip = options.Sip! with { Gateways = [new() { Name = "gsm1", Proxy = trunk.Local.ToString() }] },
        });

        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(620);
        Assert.That((await trunk.NextCallAsync()).Call.Invite!.Uri.User, Is.EqualTo("500"));
        Assert.That(await lab.Client.ApiAsync("originate sofia/gateway/none/1 &park()"), Is.EqualTo("-ERR INVALID_GATEWAY\n"));
    }
}
