using System.Collections.Concurrent;
using System.Net;
using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

/// <summary>Two legs on loopback. Times are whatever the machine gives; what is asked is what was heard.</summary>
internal sealed class MediaSessionTests
{
    private MediaLab _lab = null!;

    [SetUp]
    public void Begin() => _lab = new MediaLab();

    [TearDown]
    public async Task End() => await _lab.DisposeAsync();

    private static byte[] Packet(int sequence, byte type = 0, uint ssrc = 99)
    {
        var datagram = new byte[172];
        RtpPacket.Write(datagram, false, type, (ushort)sequence, (uint)(sequence * 160), ssrc, new byte[160]);
        return datagram;
    }

    [TestCase(RtpPayloadTypes.Pcmu)]
    [TestCase(RtpPayloadTypes.Pcma)]
    public async Task Each_side_hears_the_tone_of_the_other(byte law)
    {
        var (one, other) = (_lab.Leg(new ToneSource(440), 440, 1000), _lab.Leg(new ToneSource(1000), 440, 1000));
        MediaLab.Join(one, other, law);
        await MediaLab.UntilHeardAsync(one, 1000);
        await MediaLab.UntilHeardAsync(other, 440);
        Assert.That(one.Snapshot().Received.PayloadTypes.Single().Key, Is.EqualTo(law));
    }

    [Test]
    public async Task Digits_arrive_both_ways_once_and_in_order()
    {
        var (one, other) = (_lab.Leg(SilenceSource.Endless), _lab.Leg(SilenceSource.Endless));
        MediaLab.Join(one, other);
        var shortest = TimeSpan.FromMilliseconds(40);
        await Task.WhenAll(one.Sender.SendDigitsAsync("12#", shortest, shortest), other.Sender.SendDigitsAsync("55A", shortest, shortest));
        await MediaLab.UntilAsync("all digits", () => Ended(one) == 3 && Ended(other) == 3);
        Assert.That(Digits(other), Is.EqualTo("12#"));
        Assert.That(Digits(one), Is.EqualTo("55A"));
    }

    private static int Ended(MediaSession leg) => leg.Snapshot().Received.Digits.Count(static d => d.Ended);

    private static string Digits(MediaSession leg) => string.Concat(leg.Snapshot().Received.Digits.Select(static d => d.Digit));

    [Test]
    public async Task Digits_do_not_break_the_stream()
    {
        var (one, other) = (_lab.Leg(SilenceSource.Endless), _lab.Leg(SilenceSource.Endless));
        MediaLab.Join(one, other);
        await one.Sender.SendDigitsAsync("7", TimeSpan.FromMilliseconds(60));
        var sent = one.Sender.Packets;
        await MediaLab.UntilAsync("packets after the digit", () => other.Snapshot().Received.Packets > sent + 5);
        var seen = other.Snapshot().Received;
        Assert.That((seen.Lost, seen.OutOfOrder, seen.SsrcChanges, seen.UnknownType), Is.EqualTo((0L, 0L, 0L, 0L)));
        Assert.That(seen.Digits.Single().Duration, Is.EqualTo(TimeSpan.FromMilliseconds(60)));
    }

    [Test]
    public void Digits_are_refused_where_the_far_end_takes_none()
    {
        var leg = _lab.Leg(idle: null);
        leg.SetRemote(leg.LocalEndPoint, 0, null);
        Assert.That(() => leg.Sender.SendDigitsAsync("1"), Throws.InvalidOperationException);
    }

    [TestCase("12x")]
    [TestCase("1\n")]
    public void What_is_no_digit_is_not_sent(string digits)
    {
        var leg = _lab.Leg(idle: null);
        leg.SetRemote(leg.LocalEndPoint, 0, 101);
        Assert.That(() => leg.Sender.SendDigitsAsync(digits), Throws.ArgumentException);
    }

    [Test]
    public async Task Digits_that_wait_are_told_that_the_session_ended()
    {
        var leg = _lab.Leg(idle: null);
        leg.SetRemote(leg.LocalEndPoint, 0, 101, sendAllowed: false);
        var sending = leg.Sender.SendDigitsAsync("1");
        await leg.DisposeAsync();
        Assert.That(async () => await sending, Throws.InvalidOperationException);
    }

    [Test]
    public async Task Nothing_is_sent_while_the_far_end_holds()
    {
        var (one, other) = (_lab.Leg(SilenceSource.Endless), _lab.Leg(idle: null));
        MediaLab.Join(one, other);
        await MediaLab.UntilAsync("packets", () => one.Sender.Packets > 3);
        one.SetRemote(other.LocalEndPoint, 0, 101, sendAllowed: false);
        var (before, ticks) = (one.Sender.Packets, 0);
        using var ticking = _lab.Clock.Register(_ => Interlocked.Increment(ref ticks));
        await MediaLab.UntilAsync("time", () => Volatile.Read(ref ticks) > 5);
        Assert.That(one.Sender.Packets, Is.EqualTo(before));
    }

    [Test]
    public async Task A_new_address_is_followed_within_the_stream()
    {
        var (one, first, second) = (_lab.Leg(SilenceSource.Endless), _lab.Leg(idle: null), _lab.Leg(idle: null));
        foreach (var leg in new[] { first, second }) leg.SetRemote(one.LocalEndPoint, 0, 101);
        one.SetRemote(first.LocalEndPoint, 0, 101);
        await MediaLab.UntilAsync("packets at the first", () => first.Snapshot().Received.Packets > 3);
        one.SetRemote(second.LocalEndPoint, 8, 101);
        await MediaLab.UntilAsync("packets at the second", () => second.Snapshot().Received.Packets > 3);
        var (at, then) = (first.Snapshot().Received, second.Snapshot().Received);
        Assert.That((then.Ssrc, then.PayloadTypes.Single().Key), Is.EqualTo((at.Ssrc, (byte)8)));
    }

    [Test]
    public async Task A_source_is_played_to_its_end()
    {
        var (one, other) = (_lab.Leg(SilenceSource.Endless), _lab.Leg(SilenceSource.Endless, 440));
        MediaLab.Join(one, other);
        Assert.That(await one.Sender.PlayAsync(ToneStream.Parse("%(500,0,440)").Open()), Is.True);
        await MediaLab.UntilAsync("silence after the tone", () => other.Snapshot().Received.Tones is [{ IsHeardNow: false }]);
        // Blocks of 100 ms do not begin with the tone, and each time that this machine stands still costs one.
        Assert.That(other.Snapshot().Received.Tones.Single().Total.TotalMilliseconds, Is.InRange(100, 500));
    }

    [Test]
    public async Task A_source_that_is_replaced_is_told_so()
    {
        var leg = _lab.Leg(idle: null);
        leg.SetRemote(leg.LocalEndPoint, 0, 101);
        var first = leg.Sender.PlayAsync(new ToneSource(440));
        var second = leg.Sender.PlayAsync(new ToneSource(1000));
        leg.Sender.StopPlaying();
        Assert.That((await first, await second), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task A_stranger_is_counted_and_not_heard()
    {
        var (one, other) = (_lab.Leg(SilenceSource.Endless), _lab.Leg(SilenceSource.Endless));
        MediaLab.Join(one, other);
        var stranger = _lab.Ports.Open();
        for (var i = 0; i < 50; i++) stranger.Send(Packet(i), one.LocalEndPoint);
        await MediaLab.UntilAsync("strangers", () => one.Snapshot().Strangers == 50);
        await MediaLab.UntilAsync("packets", () => one.Snapshot().Received.Packets > 3);
        var seen = one.Snapshot();
        Assert.That((seen.Received.SsrcChanges, seen.Received.Lost, seen.Remote), Is.EqualTo((0L, 0L, other.LocalEndPoint)));
    }

    [Test]
    public async Task A_far_end_behind_a_translator_is_followed_when_asked_for()
    {
        var learning = _lab.Leg(new MediaSessionOptions { LearnRemote = true });
        var far = _lab.Ports.Open();
        var heard = new ConcurrentQueue<IPEndPoint>();
        far.Start((_, from, _) => heard.Enqueue(from));
        learning.SetRemote(new IPEndPoint(IPAddress.Loopback, 9), 0, 101);
        for (var i = 0; i < 8; i++) far.Send(Packet(i), learning.LocalEndPoint);
        await MediaLab.UntilAsync("packets back", () => !heard.IsEmpty);
        Assert.That(learning.Remote, Is.EqualTo(far.LocalEndPoint));
    }

    [Test]
    public async Task A_far_end_that_is_heard_where_it_said_is_not_left_for_a_stranger()
    {
        var learning = _lab.Leg(new MediaSessionOptions { LearnRemote = true });
        var (far, stranger) = (_lab.Ports.Open(), _lab.Ports.Open());
        learning.SetRemote(far.LocalEndPoint, 0, 101);
        far.Send(Packet(0), learning.LocalEndPoint);
        await MediaLab.UntilAsync("the far end", () => learning.Snapshot().Received.Packets == 1);
        for (var i = 0; i < 20; i++) stranger.Send(Packet(i), learning.LocalEndPoint);
        await MediaLab.UntilAsync("the stranger", () => learning.Snapshot().Strangers == 20);
        Assert.That(learning.Remote, Is.EqualTo(far.LocalEndPoint));
    }

    [Test]
    public async Task Digits_and_sounds_for_a_session_that_has_ended_are_refused_at_once()
    {
        var leg = _lab.Leg(idle: null);
        leg.SetRemote(leg.LocalEndPoint, 0, 101);
        await leg.DisposeAsync();
        Assert.That(async () => await leg.Sender.SendDigitsAsync("1").WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System), Throws.InvalidOperationException);
        Assert.That(await leg.Sender.PlayAsync(new ToneSource(440)).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System), Is.False);
    }

    [Test]
    public async Task A_learned_address_outlives_a_reinvite_that_changes_nothing()
    {
        // The far end is behind a NAT: its description names an address from which nothing ever comes.
        var (switchLeg, silent) = (_lab.Leg(new MediaSessionOptions { LearnRemote = true, Idle = null }), _lab.Leg(idle: null));
        var far = _lab.Ports.Open();
        switchLeg.SetRemote(silent.LocalEndPoint, 0, 101);
        for (var i = 0; i < 6; i++) far.Send(Packet(i), switchLeg.LocalEndPoint);
        await MediaLab.UntilAsync("the address", () => far.LocalEndPoint.Equals(switchLeg.Remote));
        switchLeg.SetRemote(silent.LocalEndPoint, 0, 101);
        Assert.That(switchLeg.Remote, Is.EqualTo(far.LocalEndPoint));
        await far.DisposeAsync();
    }

    [Test]
    public async Task After_a_reinvite_that_changes_nothing_another_address_can_be_learned()
    {
        var (switchLeg, silent) = (_lab.Leg(new MediaSessionOptions { LearnRemote = true, Idle = null }), _lab.Leg(idle: null));
        var (far, moved) = (_lab.Ports.Open(), _lab.Ports.Open());
        switchLeg.SetRemote(silent.LocalEndPoint, 0, 101);
        for (var i = 0; i < 6; i++) far.Send(Packet(i), switchLeg.LocalEndPoint);
        await MediaLab.UntilAsync("the address", () => far.LocalEndPoint.Equals(switchLeg.Remote));
        switchLeg.SetRemote(silent.LocalEndPoint, 0, 101);
        for (var i = 10; i < 16; i++) moved.Send(Packet(i), switchLeg.LocalEndPoint);
        await MediaLab.UntilAsync("the other address", () => moved.LocalEndPoint.Equals(switchLeg.Remote));
        await far.DisposeAsync();
        await moved.DisposeAsync();
    }
}
