using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Rtp;
using VoipControl.Sip.Sdp;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>What telephones hear and see of the lab switch.</summary>
internal sealed class RealCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private TestPhone _caller = null!;
    private TestPhone _callee = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _callee = await TestPhone.StartAsync("500", 440);
        _caller = await TestPhone.StartAsync("+99655510000", 1000);
        _callee.OnCall = static call =>
        {
            call.Ring();
            call.Answer();
        };
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Test]
    public async Task Caller_and_callee_hear_each_other()
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
        _caller.Codecs = [SdpCodec.Pcmu];
        _callee.Codecs = [SdpCodec.Pcma];
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

        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500", offer: false);

        await call.AnsweredAsync;
        await call.HearsAsync(440);
        await (await _callee.NextCallAsync()).HearsAsync(1000);
    }

    [Test]
    public async Task Early_media_of_the_callee_reach_the_caller_before_the_answer()
    {
        _callee.OnCall = static call => call.Ring(media: true);
        await using var lab = await SipLab.StartAsync(Bridge());

        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");

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
    public async Task Held_by_command_the_telephone_is_asked_to_listen_only()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var (call, answered) = await TalkAsync(lab);
        await answered.HearsAsync(1000);
        var uuid = await CallerUuidAsync(lab);

        Assert.That(await lab.Client.ApiAsync("uuid_hold " + uuid), Is.EqualTo("+OK Success\n"));
        await answered.HearsNoMoreAsync(1000);
        Assert.That(call.Reinvites, Is.EqualTo(new[] { SdpDirection.SendOnly }));
        Assert.That(await lab.Client.ApiAsync("uuid_hold off " + uuid), Is.EqualTo("+OK Success\n"));

        await answered.HearsAsync(1000);
    }

    [Test]
    public async Task Busy_callee_is_followed_by_the_next_one()
    {
        await using var second = await TestPhone.StartAsync("501", 620);
        _callee.OnCall = static call => call.Call.Reject(486);
        second.OnCall = static call => call.Answer();
        await using var lab = await SipLab.StartAsync(To($"sofia/internal/500@{_callee.Local}|sofia/internal/501@{second.Local}"));

        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(620);
    }

    [Test]
    public async Task First_of_two_who_ring_wins_and_the_other_is_cancelled()
    {
        await using var second = await TestPhone.StartAsync("501", 620);
        _callee.OnCall = static call => call.Ring();
        await using var lab = await SipLab.StartAsync(To($"sofia/internal/500@{_callee.Local},sofia/internal/501@{second.Local}"));
        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");
        var loser = await _callee.NextCallAsync();
        var winner = await second.NextCallAsync();

        winner.Answer();

        await call.HearsAsync(620);
        var end = await loser.EndedAsync;
        Assert.That((end.Status, end.Reason), Is.EqualTo((487, "SIP;cause=200;text=\"Call completed elsewhere\"")));
    }

    [Test]
    public async Task Leg_that_does_not_answer_in_time_is_given_up_and_the_dialplan_goes_on()
    {
        _callee.OnCall = static call => call.Ring();
        await using var lab = await SipLab.StartAsync(To(
            $"[leg_timeout=1]sofia/internal/500@{_callee.Local}", "<action application=\"answer\"/><action application=\"echo\"/>"));

        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(1000);
        Assert.That((await (await _callee.NextCallAsync()).EndedAsync).Status, Is.EqualTo(487));
    }

    [Test]
    public async Task Failed_bridge_goes_on_when_the_dialplan_says_so()
    {
        _callee.OnCall = static call => call.Call.Reject(486);
        await using var lab = await SipLab.StartAsync(To(
            $"{{continue_on_fail=USER_BUSY}}sofia/internal/500@{_callee.Local}", "<action application=\"answer\"/><action application=\"echo\"/>",
            "<action application=\"set\" data=\"continue_on_fail=USER_BUSY\"/>"));

        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(1000);
    }

    [Test]
    public async Task Unknown_number_is_404()
    {
        await using var lab = await SipLab.StartAsync(Bridge());

        var call = _caller.Call(lab.Switch.SipEndpoint!, "123");

        Assert.That((await call.EndedAsync).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Custom_headers_of_the_caller_reach_the_callee_and_the_events()
    {
        await using var lab = await SipLab.StartAsync(Bridge());

        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500", headers: new SipHeader("X-Order", "17"));
        await call.AnsweredAsync;

        Assert.That((await _callee.NextCallAsync()).Call.Invite!.Headers["X-Order"], Is.EqualTo("17"));
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

        var call = _caller.Call(lab.Switch.SipEndpoint!, "9197");

        await call.HearsAsync(440);
    }

    [Test]
    public async Task Paused_switch_refuses_calls_with_503()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        await lab.Client.ApiAsync("fsctl pause");

        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");

        Assert.That((await call.EndedAsync).Status, Is.EqualTo(503));
    }

    [Test]
    public async Task Kill_tells_both_telephones_the_cause()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var (call, answered) = await TalkAsync(lab);

        await lab.Client.ApiAsync($"uuid_kill {await CallerUuidAsync(lab)} CALL_REJECTED");

        Assert.That((await call.EndedAsync).Reason, Is.EqualTo("Q.850;cause=21;text=\"CALL_REJECTED\""));
        Assert.That((await answered.EndedAsync).Reason, Is.EqualTo("Q.850;cause=21;text=\"CALL_REJECTED\""));
    }

    [Test]
    public async Task Recording_has_the_caller_left_and_the_callee_right()
    {
        await using var lab = await SipLab.StartAsync(To(
            $"sofia/internal/500@{_callee.Local}", "",
            """<action application="set" data="RECORD_STEREO=true"/><action application="record_session" data="$${recordings_dir}/${uuid}.wav"/>"""));
        var (call, answered) = await TalkAsync(lab);
        await call.HearsAsync(440);
        await answered.HearsAsync(1000);
        var start = await lab.Client.WaitForEventAsync("RECORD_START");

        call.Call.HangUp();
        var stop = await lab.Client.WaitForEventAsync("RECORD_STOP");

        Assert.That(stop["Record-File-Path"], Is.EqualTo(start["Record-File-Path"]));
        using var file = new WavFileReader(stop["Record-File-Path"]!);
        Assert.That(Tones(file), Is.EqualTo((1000, 440)));
    }

    [Test]
    public async Task Click_to_call_joins_two_telephones()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        await using var second = await TestPhone.StartAsync("501", 620);
        second.OnCall = static call => call.Answer();

        var reply = await lab.Client.ApiAsync($"originate sofia/internal/500@{_callee.Local} &bridge(sofia/internal/501@{second.Local})");

        Assert.That(reply, Does.StartWith("+OK "));
        await (await _callee.NextCallAsync()).HearsAsync(620);
        await (await second.NextCallAsync()).HearsAsync(440);
    }

    [Test]
    public async Task Originate_to_a_busy_telephone_fails_with_its_cause()
    {
        _callee.OnCall = static call => call.Call.Reject(486);
        await using var lab = await SipLab.StartAsync(Bridge());

        var reply = await lab.Client.ApiAsync($"originate sofia/internal/500@{_callee.Local} &park()");

        Assert.That(reply, Is.EqualTo("-ERR USER_BUSY\n"));
    }

    [Test]
    public async Task Broadcast_is_heard_in_place_of_the_other_side_and_then_that_again()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var (call, _) = await TalkAsync(lab);
        await call.HearsAsync(440);

        await lab.Client.ApiAsync($"uuid_broadcast {await CallerUuidAsync(lab)} tone_stream://%(1000,0,620) aleg");
        await call.HearsAsync(620);
        await lab.Client.WaitForEventAsync("PLAYBACK_STOP");

        await call.HearsAsync(440);
    }

    [Test]
    public async Task Two_parked_telephones_are_bridged_by_a_command()
    {
        await using var lab = await SipLab.StartAsync(To($"sofia/internal/500@{_callee.Local}", before: "<action application=\"answer\"/><action application=\"park\"/>"));
        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");
        var parked = (await lab.Client.WaitForEventAsync("CHANNEL_PARK"))["Unique-ID"];
        var reply = await lab.Client.ApiAsync($"originate sofia/internal/500@{_callee.Local} &park()");
        await lab.Client.WaitForEventAsync("CHANNEL_PARK");

        await lab.Client.ApiAsync($"uuid_bridge {parked} {reply[4..].Trim()}");

        await call.HearsAsync(440);
        await (await _callee.NextCallAsync()).HearsAsync(1000);
    }

    [Test]
    public async Task Recording_by_command_is_written_and_ends()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var (call, _) = await TalkAsync(lab);
        await call.HearsAsync(440);
        var uuid = await CallerUuidAsync(lab);
        var path = Path.Combine(lab.Folder, "mono.wav");

        Assert.That(await lab.Client.ApiAsync($"uuid_record {uuid} start {path}"), Is.EqualTo("+OK Success\n"));
        await Poll.UntilAsync("half a second is recorded", Patience, TimeProvider.System, () => new FileInfo(path).Length > 16_000);
        Assert.That(await lab.Client.ApiAsync($"uuid_record {uuid} stop {path}"), Is.EqualTo("+OK Success\n"));

        using var file = new WavFileReader(path);
        Assert.That((file.Channels, file.Length > TimeSpan.FromMilliseconds(400)), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task Recording_that_cannot_be_written_is_an_error()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        await TalkAsync(lab);
        var file = Path.Combine(lab.Folder, "file");
        await File.WriteAllTextAsync(file, "");

        Assert.That(
            await lab.Client.ApiAsync($"uuid_record {await CallerUuidAsync(lab)} start {file}/below.wav"), Is.EqualTo("-ERR Cannot record session!\n"));
    }

    [Test]
    public async Task Killed_switch_says_no_word_to_its_telephones()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var (call, answered) = await TalkAsync(lab);
        await call.HearsAsync(440);

        await lab.Switch.Faults.DieAsync();
        await call.HearsNoMoreAsync(440);

        Assert.That((call.Call.State, answered.Call.State), Is.EqualTo((SipCallState.Confirmed, SipCallState.Confirmed)));
    }

    [Test]
    public async Task Switch_that_restarts_takes_calls_at_the_same_address()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var at = lab.Switch.SipEndpoint!;
        await lab.Switch.Faults.RestartAsync();

        var call = _caller.Call(at, "7500");

        await call.HearsAsync(440);
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

        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");

        await call.HearsAsync(620);
        Assert.That((await trunk.NextCallAsync()).Call.Invite!.Uri.User, Is.EqualTo("500"));
        Assert.That(await lab.Client.ApiAsync("originate sofia/gateway/none/1 &park()"), Is.EqualTo("-ERR INVALID_GATEWAY\n"));
    }

    private async Task<(TestCall Caller, TestCall Callee)> TalkAsync(SipLab lab)
    {
        var call = _caller.Call(lab.Switch.SipEndpoint!, "7500");
        await call.AnsweredAsync;
        return (call, await _callee.NextCallAsync());
    }

    private static async Task<string> CallerUuidAsync(SipLab lab) => (await lab.Client.WaitForEventAsync("CHANNEL_BRIDGE"))["Unique-ID"]!;

    private string Bridge() => To($"sofia/internal/$1@{_callee.Local}");

    private static string To(string dialString, string after = "", string before = "") => $"""
        <extension name="bridge"><condition field="destination_number" expression="^7(\d\d\d)$">
          {before}<action application="bridge" data="{dialString}"/>{after}
        </condition></extension>
        """;

    // The loudest of the tests' tones in each channel.
    private static (int Left, int Right) Tones(WavFileReader file)
    {
        var samples = new short[16_000];
        var read = file.ReadInterleaved(samples);
        return (Loudest(samples.AsSpan(0, read), 0), Loudest(samples.AsSpan(0, read), 1));
    }

    private static int Loudest(ReadOnlySpan<short> interleaved, int channel)
    {
        var best = (Power: 0.0, Tone: 0);
        foreach (var tone in (int[])[440, 620, 1000])
        {
            var (re, im) = (0.0, 0.0);
            for (var i = channel; i < interleaved.Length; i += 2)
            {
                var angle = 2 * Math.PI * tone * (i / 2) / 8000;
                re += interleaved[i] * Math.Cos(angle);
                im += interleaved[i] * Math.Sin(angle);
            }
            var power = (re * re) + (im * im);
            if (power > best.Power)
                best = (power, tone);
        }
        return best.Tone;
    }
}
