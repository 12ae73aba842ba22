using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Phone;

[TestFixture]
internal sealed class PhoneCallTests
{
    private Phones _phones;
    private SipPhone _caller;

    [SetUp]
    public async Task Start()
    {
        _phones = new Phones();
        _caller = await _phones.AddAsync(600);
    }

    [TearDown]
    public async Task Stop() => await _phones.DisposeAsync();

    [Test]
    public async Task Both_ends_of_a_call_hear_each_other()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address);
        await Phones.HearsAsync(call, 850);
        await Phones.HearsAsync(await Phones.CallOfAsync(callee), 600);
    }

    [Test]
    public async Task An_answered_call_knows_how_long_setting_it_up_took()
    {
        var call = await _caller.CallAsync((await _phones.AddAsync(850)).Address);
        Assert.That(call.SetUpTime, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task A_phone_that_hangs_up_ends_the_call_of_the_other()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address);
        await (await Phones.CallOfAsync(callee)).HangUpAsync();
        Assert.That((await call.Ended).By, Is.EqualTo(SipCallEndedBy.Remote));
    }

    [Test]
    public async Task What_was_heard_stands_still_when_the_call_is_over()
    {
        var call = await _caller.CallAsync((await _phones.AddAsync(850)).Address);
        await Phones.HearsAsync(call, 850);
        await call.HangUpAsync();
        var atTheEnd = call.Media();
        Assert.That(call.Media(), Is.SameAs(atTheEnd));
    }

    [Test]
    public async Task A_busy_phone_refuses_with_its_status()
    {
        var callee = await _phones.AddAsync(850, o => o with { Incoming = IncomingCalls.Reject(486) });
        var call = await _caller.CallAsync(callee.Address);
        Assert.That((await call.Answered, (await call.Ended).Status), Is.EqualTo((false, 486)));
    }

    [Test]
    public async Task A_call_that_a_handler_leaves_unanswered_is_refused()
    {
        var callee = await _phones.AddAsync(850, o => o with { Incoming = static _ => Task.CompletedTask });
        Assert.That((await (await _caller.CallAsync(callee.Address)).Ended).Status, Is.EqualTo(480));
    }

    [Test]
    public async Task A_handler_that_fails_refuses_the_call_and_is_told_of()
    {
        var callee = await _phones.AddAsync(850, o => o with { Incoming = static _ => throw new InvalidOperationException("no") });
        Assert.That((await (await _caller.CallAsync(callee.Address)).Ended).Status, Is.EqualTo(500));
        Assert.That(callee.Errors.Select(static e => e.Message), Is.EqualTo(new[] { "no" }));
    }

    [Test]
    public async Task A_call_that_rings_too_long_is_cancelled_on_both_sides()
    {
        var callee = await _phones.AddAsync(850, o => o with { Incoming = IncomingCalls.RingForEver() });
        var call = _caller.Place(callee.Address, new PhoneCallOptions { RingTimeout = TimeSpan.FromMilliseconds(200) });
        var theirs = await Phones.CallOfAsync(callee);
        Assert.That(((await call.Ended).By, (await theirs.Ended).By), Is.EqualTo((SipCallEndedBy.Local, SipCallEndedBy.Remote)));
    }

    [Test]
    public async Task A_ringing_phone_is_heard_ringing()
    {
        var callee = await _phones.AddAsync(850, o => o with { Incoming = IncomingCalls.RingForEver() });
        var call = _caller.Place(callee.Address);
        await Phones.UntilAsync("it rings", () => call.TimeToRing is not null);
        await call.HangUpAsync();
        Assert.That(call.SetUpTime, Is.Null);
    }

    [Test]
    public async Task Early_media_is_heard_before_the_answer()
    {
        var answer = new TaskCompletionSource();
        var callee = await _phones.AddAsync(850, o => o with
        {
            Incoming = async call =>
            {
                call.Ring(earlyMedia: true);
                await answer.Task;
                call.Answer();
                await call.Ended;
            },
        });
        var call = _caller.Place(callee.Address);
        await Phones.HearsAsync(call, 850);
        Assert.That(call.SetUpTime, Is.Null);
        answer.SetResult();
        Assert.That(await call.Answered, Is.True);
    }

    [Test]
    public async Task The_far_end_may_offer_instead()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address, new PhoneCallOptions { LateOffer = true });
        await Phones.HearsAsync(call, 850);
        await Phones.HearsAsync(await Phones.CallOfAsync(callee), 600);
    }

    [TestCase(PhoneCodecs.PcmuFirst, 0)]
    [TestCase(PhoneCodecs.PcmaFirst, 8)]
    [TestCase(PhoneCodecs.PcmaOnly, 8)]
    public async Task The_callers_preferred_codec_is_spoken(PhoneCodecs codecs, byte payloadType)
    {
        var call = await _caller.CallAsync((await _phones.AddAsync(850)).Address, new PhoneCallOptions { Codecs = codecs });
        await Phones.HearsAsync(call, 850);
        Assert.That(call.Media().Received.PayloadTypes.Select(static t => t.Key), Is.EqualTo(new[] { payloadType }));
    }

    [Test]
    public async Task Phones_without_a_codec_in_common_do_not_talk()
    {
        var callee = await _phones.AddAsync(850, o => o with { Codecs = PhoneCodecs.PcmaOnly });
        var call = await _caller.CallAsync(callee.Address, new PhoneCallOptions { Codecs = PhoneCodecs.PcmuOnly });
        Assert.That((await call.Ended).Status, Is.EqualTo(488));
    }

    [Test]
    public async Task Digits_are_heard_by_the_far_end()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address);
        await call.SendDigitsAsync("12*#");
        var theirs = await Phones.CallOfAsync(callee);
        await Phones.UntilAsync("all digits", () => theirs.Digits == "12*#");
    }

    [Test]
    public async Task A_call_on_hold_is_silent_for_the_holder_and_its_silence_is_no_gap()
    {
        var call = await _caller.CallAsync((await _phones.AddAsync(850)).Address);
        await Phones.HearsAsync(call, 850);
        Assert.That(await call.HoldAsync(), Is.EqualTo(200));
        Assert.That(call.Media().Received.OpenGap, Is.Null);
    }

    [Test]
    public async Task A_phone_knows_that_it_is_held()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address);
        var theirs = await Phones.CallOfAsync(callee);
        await call.HoldAsync();
        Assert.That((call.IsHolding, theirs.IsHeld), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_resumed_call_is_heard_again()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address);
        await call.HoldAsync(silent: true);
        await call.ResumeAsync();
        await Phones.HearsAsync(call, 850);
        await Phones.HearsAsync(await Phones.CallOfAsync(callee), 600);
    }

    [Test]
    public async Task Both_may_hold_and_the_first_to_resume_is_still_held()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address);
        var theirs = await Phones.CallOfAsync(callee);
        await call.HoldAsync();
        await theirs.HoldAsync();
        await call.ResumeAsync();
        Assert.That((call.IsHolding, call.IsHeld, theirs.IsHolding), Is.EqualTo((false, true, true)));
    }

    [Test]
    public async Task What_is_said_may_change_in_a_call()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address);
        _ = call.SayAsync(new ToneSource(1100));
        await Phones.HearsAsync(await Phones.CallOfAsync(callee), 1100);
    }

    [Test]
    public async Task After_a_recording_was_said_to_its_end_silence_is_sent()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.wav");
        using (var writer = new WavFileWriter(file, 1)) writer.Write(new short[800]);
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address, new PhoneCallOptions { Sound = () => new WavFileReader(file) });
        var theirs = await Phones.CallOfAsync(callee);
        await Phones.UntilAsync("more packets come than the recording has", () => theirs.Media().Received.Packets > 20);
        await call.HangUpAsync();
        File.Delete(file);
    }

    [Test]
    public async Task A_recording_that_is_missing_leaves_the_call_silent_and_is_told()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address, new PhoneCallOptions { Sound = static () => new WavFileReader("missing.wav") });
        await Phones.HearsAsync(call, 850);
        Assert.That(_caller.Errors.Single(), Is.TypeOf<FileNotFoundException>());
    }

    [Test]
    public async Task Many_calls_of_one_phone_run_beside_each_other()
    {
        var callee = await _phones.AddAsync(850);
        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _caller.CallAsync(callee.Address)));
        await Task.WhenAll(calls.Select(static c => Phones.HearsAsync(c, 850)));
    }

    [Test]
    public async Task A_phone_that_is_disposed_says_goodbye()
    {
        var callee = await _phones.AddAsync(850);
        var call = await _caller.CallAsync(callee.Address);
        await callee.DisposeAsync();
        Assert.That((await call.Ended).By, Is.EqualTo(SipCallEndedBy.Remote));
    }

    [Test]
    public async Task A_phone_answers_options() =>
        Assert.That((await _caller.OptionsAsync((await _phones.AddAsync(850)).Address)).Status, Is.EqualTo(200));

    [Test]
    public async Task More_calls_than_the_limit_are_refused()
    {
        var callee = await _phones.AddAsync(850, o => o with { MaxCalls = 1 });
        await _caller.CallAsync(callee.Address);
        Assert.That((await (await _caller.CallAsync(callee.Address)).Ended).Status, Is.EqualTo(503));
    }

    [Test]
    public async Task A_phone_that_was_not_started_places_no_call_and_keeps_no_media()
    {
        await using var phone = new SipPhone(new SipPhoneOptions());
        Assert.That(() => phone.Place(_caller.Address), Throws.InvalidOperationException);
        Assert.That(phone.Clock.Registered, Is.Zero);
    }

    [Test]
    public async Task A_sound_that_comes_after_the_call_has_ended_is_closed()
    {
        using var opened = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        var sound = new ClosableSound();
        var callee = await _phones.AddAsync(850, options => options with
        {
            Sound = () =>
            {
                opened.Set();
                ended.Wait(TimeSpan.FromSeconds(10));
                return sound;
            },
        });
        var call = _caller.Place(callee.Address);
        await Phones.UntilAsync("the sound is being opened", () => opened.IsSet);
        await call.HangUpAsync();
        await Phones.UntilAsync("the end at the other side", () => callee.Calls.Count == 0 && callee.Clock.Registered == 0);
        ended.Set();
        await Phones.UntilAsync("the sound is closed", () => sound.IsClosed);
    }

    private sealed class ClosableSound : IAudioSource, IDisposable
    {
        public bool IsClosed { get; private set; }

        public int Read(Span<short> samples) => 0;

        public void Dispose() => IsClosed = true;
    }
}
