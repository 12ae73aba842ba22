using System.Collections.Concurrent;
using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

/// <summary>Two telephones, and between them two legs of a switch.</summary>
internal sealed class RtpRelayTests
{
    private MediaLab _lab = null!;
    private MediaSession _caller = null!;
    private MediaSession _callersLeg = null!;
    private MediaSession _calleesLeg = null!;
    private MediaSession _callee = null!;

    [SetUp]
    public void Begin()
    {
        _lab = new MediaLab();
        _caller = _lab.Leg(new ToneSource(440), 440, 480, 1000);
        _callersLeg = _lab.Leg(idle: null);
        _calleesLeg = _lab.Leg(idle: null);
        _callee = _lab.Leg(new ToneSource(1000), 440, 480, 1000);
        MediaLab.Join(_caller, _callersLeg);
    }

    [TearDown]
    public async Task End()
    {
        await _caller.DisposeAsync();
        await _callersLeg.DisposeAsync();
        await _calleesLeg.DisposeAsync();
        await _callee.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [TestCase(RtpPayloadTypes.Pcmu)]
    [TestCase(RtpPayloadTypes.Pcma)]
    public async Task Each_telephone_hears_the_other_in_its_own_law(byte calleesLaw)
    {
        MediaLab.Join(_callee, _calleesLeg, calleesLaw);
        using var relay = new RtpRelay(_callersLeg, _calleesLeg);
        await MediaLab.UntilHeardAsync(_callee, 440);
        await MediaLab.UntilHeardAsync(_caller, 1000);
        Assert.That(_callee.Snapshot().Received.PayloadTypes.Single().Key, Is.EqualTo(calleesLaw));
        Assert.That(_caller.Snapshot().Received.PayloadTypes.Single().Key, Is.EqualTo(RtpPayloadTypes.Pcmu));
    }

    [Test]
    public async Task Nobody_hears_anything_once_they_are_parted()
    {
        MediaLab.Join(_callee, _calleesLeg);
        var relay = new RtpRelay(_callersLeg, _calleesLeg);
        await MediaLab.UntilHeardAsync(_callee, 440);
        relay.Dispose();
        var before = _calleesLeg.Sender.Packets;
        var still = _callersLeg.Snapshot().Received.Packets;
        await MediaLab.UntilAsync("more from the caller", () => _callersLeg.Snapshot().Received.Packets > still + 5);
        // One may have been on its way.
        Assert.That(_calleesLeg.Sender.Packets, Is.LessThanOrEqualTo(before + 1));
    }

    [Test]
    public async Task Digits_keep_their_length_and_take_the_other_legs_type()
    {
        MediaLab.Join(_callee, _calleesLeg, digits: 96);
        using var relay = new RtpRelay(_callersLeg, _calleesLeg);
        await MediaLab.UntilHeardAsync(_callee, 440);
        await _caller.Sender.SendDigitsAsync("9", TimeSpan.FromMilliseconds(80));
        await MediaLab.UntilAsync("the digit", () => _callee.Snapshot().Received.Digits is [{ Ended: true }]);
        var seen = _callee.Snapshot().Received;
        Assert.That((seen.Digits.Single().Digit, seen.Digits.Single().Duration, seen.Lost), Is.EqualTo(('9', TimeSpan.FromMilliseconds(80), 0L)));
        Assert.That(seen.PayloadTypes.Select(static t => t.Key), Is.EqualTo(new byte[] { 0, 96 }));
    }

    [Test]
    public async Task Digits_are_left_out_where_they_are_not_understood()
    {
        MediaLab.Join(_callee, _calleesLeg, digits: null);
        using var relay = new RtpRelay(_callersLeg, _calleesLeg);
        await MediaLab.UntilHeardAsync(_callee, 440);
        await _caller.Sender.SendDigitsAsync("9");
        await MediaLab.UntilAsync("the digit at the switch", () => _callersLeg.Snapshot().Received.Digits is [{ Ended: true }]);
        Assert.That(_calleesLeg.Sender.Untranslated, Is.Positive);
    }

    [Test]
    public async Task Playback_and_relay_are_one_stream()
    {
        MediaLab.Join(_callee, _calleesLeg);
        await _calleesLeg.Sender.PlayAsync(ToneStream.Parse("%(300,0,480)").Open());
        using var relay = new RtpRelay(_callersLeg, _calleesLeg);
        await MediaLab.UntilHeardAsync(_callee, 440);
        await _calleesLeg.Sender.PlayAsync(ToneStream.Parse("%(300,0,480)").Open());
        await MediaLab.UntilHeardAsync(_callee, 440);
        var seen = _callee.Snapshot().Received;
        Assert.That((seen.SsrcChanges, seen.SequenceRestarts, seen.Lost, seen.Duplicates), Is.EqualTo((0L, 0, 0L, 0L)));
        Assert.That(seen.Tones.Select(static t => t.Frequency), Does.Contain(480));
    }

    [Test]
    public async Task A_loss_stays_visible_and_another_source_does_not_change_the_ssrc()
    {
        MediaLab.Join(_callee, _calleesLeg);
        var far = _lab.Ports.Open();
        using var relay = new RtpRelay(_callersLeg, _calleesLeg);
        _callersLeg.SetRemote(far.LocalEndPoint, 0, 101);
        var datagram = new byte[172];
        foreach (var (sequence, ssrc) in new[] { (100, 7u), (101, 7u), (103, 7u), (9000, 8u), (9001, 8u) })
        {
            RtpPacket.Write(datagram, false, 0, (ushort)sequence, (uint)(sequence * 160), ssrc, new byte[160]);
            far.Send(datagram, _callersLeg.LocalEndPoint);
        }

        await MediaLab.UntilAsync("five packets", () => _callee.Snapshot().Received.Packets >= 5);
        var seen = _callee.Snapshot().Received;
        Assert.That((seen.Lost, seen.SsrcChanges, seen.SequenceRestarts, seen.OutOfOrder), Is.EqualTo((1L, 0L, 0, 0L)));
    }

    [Test]
    public async Task Echo_sends_a_telephone_its_own_voice()
    {
        using var echo = RtpRelay.Echo(_callersLeg);
        await MediaLab.UntilHeardAsync(_caller, 440);
    }

    [Test]
    public async Task A_leg_that_was_joined_with_a_third_stays_with_it()
    {
        var (third, thirdsLeg) = (_lab.Leg(new ToneSource(480), 440), _lab.Leg(idle: null));
        MediaLab.Join(third, thirdsLeg);
        MediaLab.Join(_callee, _calleesLeg);
        var first = new RtpRelay(_callersLeg, _calleesLeg);
        using var second = new RtpRelay(_callersLeg, thirdsLeg);
        first.Dispose();
        await MediaLab.UntilHeardAsync(third, 440);
        await MediaLab.UntilHeardAsync(_caller, 480);
    }

    [Test]
    public async Task A_leg_can_be_listened_to_in_both_directions()
    {
        MediaLab.Join(_callee, _calleesLeg);
        var (sent, heard) = (new ConcurrentQueue<short>(), new ConcurrentQueue<short>());
        _callersLeg.Sender.Tap = (samples, _) => Add(sent, samples);
        _callersLeg.Receiver.Tap = (samples, _) => Add(heard, samples);
        using var relay = new RtpRelay(_callersLeg, _calleesLeg);
        await MediaLab.UntilAsync("half a second each way", () => sent.Count > 4000 && heard.Count > 4000);
        Assert.That((Tone(heard), Tone(sent)), Is.EqualTo((440.0, 1000.0)));
    }

    private static void Add(ConcurrentQueue<short> to, ReadOnlySpan<short> samples)
    {
        foreach (var sample in samples) to.Enqueue(sample);
    }

    private static double Tone(IEnumerable<short> samples)
    {
        var detector = new ToneDetector([440, 1000]);
        detector.Take(samples.ToArray(), TimeSpan.Zero);
        return detector.HeardAt(TimeSpan.Zero).Single().Frequency;
    }

    [Test]
    public async Task A_leg_whose_other_one_is_gone_speaks_for_itself_again()
    {
        MediaLab.Join(_callee, _calleesLeg);
        _calleesLeg.Sender.Idle = new ToneSource(480);
        using var relay = new RtpRelay(_callersLeg, _calleesLeg);
        await MediaLab.UntilHeardAsync(_callee, 440);
        await _callersLeg.DisposeAsync();
        await MediaLab.UntilHeardAsync(_callee, 480);
    }
}
