using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Rtp;
using VoipControl.Sip.Sdp;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>What commands and faults of the lab switch do to the calls of telephones.</summary>
internal sealed class RealCommandTests : CallerAndCallee
{
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
    public async Task Paused_switch_refuses_calls_with_503()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        await lab.Client.ApiAsync("fsctl pause");

        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");

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
    public async Task Recording_has_theCaller_left_and_theCallee_right()
    {
        await using var lab = await SipLab.StartAsync(To(
            $"sofia/internal/500@{Callee.Local}", "",
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

        var reply = await lab.Client.ApiAsync($"originate sofia/internal/500@{Callee.Local} &bridge(sofia/internal/501@{second.Local})");

        Assert.That(reply, Does.StartWith("+OK "));
        await (await Callee.NextCallAsync()).HearsAsync(620);
        await (await second.NextCallAsync()).HearsAsync(440);
    }

    [Test]
    public async Task Line_break_in_a_variable_adds_no_header()
    {
        Callee.OnCall = static call => call.Answer();
        await using var lab = await SipLab.StartAsync(Bridge());

        await lab.Client.ApiAsync(
            $"originate {{sip_h_X-Order=17\\r\\nX-Evil:1,origination_caller_id_name='a\\r\\nX-Evil:2'}}sofia/internal/500@{Callee.Local} &park()");

        Assert.That((await Callee.NextCallAsync()).Call.Invite!.Headers["X-Evil"], Is.Null);
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    [Test]
    public async Task Originate_to_a_busy_telephone_fails_with_its_cause()
    {
        Callee.OnCall = static call => call.Call.Reject(486);
        await using var lab = await SipLab.StartAsync(Bridge());

        var reply = await lab.Client.ApiAsync($"originate sofia/internal/500@{Callee.Local} &park()");

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
    public async Task Options_are_answered_and_refused_while_paused()
    {
        await using var lab = await SipLab.StartAsync(Bridge());
        var at = SipUri.Parse($"sip:{lab.Switch.SipEndpoint}");

        var up = await Caller.Endpoint.OptionsAsync(at);
        await lab.Client.ApiAsync("fsctl pause");
        var paused = await Caller.Endpoint.OptionsAsync(at);

        Assert.That((up.Status, paused.Status), Is.EqualTo((200, 503)));
    }

    [Test]
    public async Task Two_parked_telephones_are_bridged_by_a_command()
    {
        await using var lab = await SipLab.StartAsync(To($"sofia/internal/500@{Callee.Local}", before: "<action application=\"answer\"/><action application=\"park\"/>"));
        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");
        var parked = (await lab.Client.WaitForEventAsync("CHANNEL_PARK"))["Unique-ID"];
        var reply = await lab.Client.ApiAsync($"originate sofia/internal/500@{Callee.Local} &park()");
        await lab.Client.WaitForEventAsync("CHANNEL_PARK");

        await lab.Client.ApiAsync($"uuid_bridge {parked} {reply[4..].Trim()}");

        await call.HearsAsync(440);
        await (await Callee.NextCallAsync()).HearsAsync(1000);
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

        var call = Caller.Call(at, "7500");

        await call.HearsAsync(440);
    }

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
