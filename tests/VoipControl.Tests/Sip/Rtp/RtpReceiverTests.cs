using NUnit.Framework;
using VoipControl.Sip.Rtp;
using VoipControl.Testing;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class RtpReceiverTests
{
    private readonly byte[] _datagram = new byte[200];
    private FakeTimeProvider _time = null!;
    private RtpReceiver _receiver = null!;

    [SetUp]
    public void Begin()
    {
        _time = new FakeTimeProvider();
        _receiver = new RtpReceiver(_time) { TelephoneEventType = 101 };
        _receiver.Expect(true);
    }

    private void Packet(int sequence, uint timestamp, uint ssrc = 1, byte type = 0, int payload = 160)
    {
        var length = RtpPacket.Write(_datagram, false, type, (ushort)sequence, timestamp, ssrc, new byte[payload]);
        _receiver.Receive(_datagram.AsSpan(0, length), _time.GetTimestamp());
    }

    private void Packets(int count, int first = 0, uint ssrc = 1)
    {
        for (var i = first; i < first + count; i++)
        {
            if (i > first) Pass(20);
            Packet(i, (uint)(i * 160), ssrc);
        }
    }

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);

    [Test]
    public void A_steady_stream_has_no_gap()
    {
        Packets(50);
        var seen = _receiver.Snapshot();
        Assert.That((seen.Packets, seen.GapCount, seen.LargestGap!.Value.Length, seen.JitterMilliseconds), Is.EqualTo((50L, 0L, Milliseconds(20), 0.0)));
    }

    [Test]
    public void A_gap_is_told_with_its_length_and_its_time()
    {
        Packets(2);
        Pass(340);
        Packets(1, 19);
        var gap = _receiver.Snapshot().Gaps.Single();
        Assert.That(gap, Is.EqualTo(new RtpGap(Milliseconds(340), Milliseconds(20), new DateTimeOffset(2026, 1, 1, 0, 0, 0, 20, TimeSpan.Zero))));
    }

    [Test]
    public void The_silence_of_a_takeover_is_one_gap_across_two_ssrcs()
    {
        Packets(3);
        Pass(282);
        Packets(3, 500, ssrc: 2);
        var seen = _receiver.Snapshot();
        Assert.That((seen.SsrcChanges, seen.GapCount, seen.LargestGap!.Value.Length, seen.Lost), Is.EqualTo((1L, 1L, Milliseconds(282), 0L)));
    }

    [Test]
    public void The_silence_that_lasts_is_told_when_asked()
    {
        Packets(3);
        Pass(750);
        var seen = _receiver.Snapshot();
        Assert.That((seen.OpenGap!.Value.Length, seen.LongestSilence!.Value.Length, seen.GapCount), Is.EqualTo((Milliseconds(750), Milliseconds(750), 0L)));
    }

    [Test]
    public void A_question_about_another_moment_is_answered_for_it()
    {
        Packets(3);
        var then = _time.GetTimestamp() + Milliseconds(100).Ticks;
        Pass(750);
        Assert.That(_receiver.Snapshot(then).OpenGap!.Value.Length, Is.EqualTo(Milliseconds(100)));
    }

    [Test]
    public void Hold_is_no_gap()
    {
        Packets(3);
        Pass(20);
        _receiver.Expect(false);
        Pass(60_000);
        _receiver.Expect(true);
        Pass(20);
        Packets(3, 3);
        var seen = _receiver.Snapshot();
        Assert.That((seen.GapCount, seen.LargestGap!.Value.Length), Is.EqualTo((0L, Milliseconds(20))));
    }

    [Test]
    public void Nothing_is_open_on_hold()
    {
        Packets(3);
        _receiver.Expect(false);
        Pass(1000);
        Assert.That(_receiver.Snapshot().OpenGap, Is.Null);
    }

    [Test]
    public void A_silence_that_ends_in_hold_counts_up_to_it()
    {
        Packets(3);
        Pass(500);
        _receiver.Expect(false);
        Pass(1000);
        Assert.That(_receiver.Snapshot().Gaps.Single().Length, Is.EqualTo(Milliseconds(500)));
    }

    [Test]
    public void A_far_end_that_does_not_come_back_after_hold_is_a_gap()
    {
        Packets(3);
        _receiver.Expect(false);
        Pass(1000);
        _receiver.Expect(true);
        Pass(200);
        Packets(1, 3);
        Assert.That(_receiver.Snapshot().Gaps.Single().Length, Is.EqualTo(Milliseconds(200)));
    }

    [Test]
    public void The_wait_for_the_first_packet_is_no_gap()
    {
        Pass(400);
        Packets(2);
        var seen = _receiver.Snapshot();
        Assert.That((seen.GapCount, seen.FirstPacket), Is.EqualTo((0L, Milliseconds(400))));
    }

    [Test]
    public void The_list_of_gaps_is_bounded_and_their_count_is_not()
    {
        for (var i = 0; i < 1000; i++)
        {
            Packet(i, (uint)(i * 160));
            Pass(100);
        }

        var seen = _receiver.Snapshot();
        Assert.That((seen.Gaps.Count, seen.GapCount), Is.EqualTo((256, 999L)));
    }

    [Test]
    public void Packets_are_sorted_by_what_they_are()
    {
        Packets(2);
        Packet(2, 320, type: RtpPayloadTypes.ComfortNoise, payload: 1);
        Packet(3, 320, type: 18, payload: 20);
        _receiver.Receive([0x80, 200, 0, 1, 0, 0, 0, 0], _time.GetTimestamp());
        _receiver.Receive("hello"u8, _time.GetTimestamp());
        var seen = _receiver.Snapshot();
        Assert.That((seen.Packets, seen.UnknownType, seen.Control, seen.Malformed), Is.EqualTo((4L, 1L, 1L, 1L)));
        Assert.That(seen.PayloadTypes, Is.EqualTo(new KeyValuePair<byte, long>[] { new(0, 2), new(13, 1), new(18, 1) }));
    }

    [Test]
    public void The_tap_is_told_what_is_missing()
    {
        List<int> missing = [];
        _receiver.Tap = (samples, gap) => missing.AddRange([gap, samples.Length]);
        Packet(1, 160);
        Packet(3, 480);
        Packet(2, 320);
        Packet(4, 640);
        Assert.That(missing, Is.EqualTo(new[] { 0, 160, 160, 160, 0, 160 }));
    }

    [Test]
    public void A_tone_is_heard_through_the_law_of_its_packets()
    {
        var receiver = new RtpReceiver(_time, new RtpReceiverOptions { Tones = [440, 1000] });
        var tone = new ToneSource(1000);
        var (pcm, payload) = (new short[160], new byte[160]);
        for (var i = 0; i < 60; i++)
        {
            tone.Read(pcm);
            var law = i < 30 ? RtpPayloadTypes.Pcmu : RtpPayloadTypes.Pcma;
            G711.Encode(law, pcm, payload);
            var length = RtpPacket.Write(_datagram, false, law, (ushort)i, (uint)(i * 160), 7, payload);
            receiver.Receive(_datagram.AsSpan(0, length), _time.GetTimestamp());
            Pass(20);
        }

        var heard = receiver.Snapshot().Tones.Single();
        Assert.That((heard.Frequency, heard.Total, heard.IsHeardNow), Is.EqualTo((1000.0, Milliseconds(1200), true)));
    }
}
