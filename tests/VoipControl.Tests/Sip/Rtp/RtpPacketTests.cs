using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class RtpPacketTests
{
    private static readonly byte[] Plain = [0x80, 0x88, 0x12, 0x34, 0, 0, 0, 160, 0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4];

    private static byte[] With(int index, params byte[] bytes)
    {
        byte[] packet = [.. Plain];
        bytes.CopyTo(packet, index);
        return packet;
    }

    [Test]
    public void The_fixed_header_is_read()
    {
        Assert.That(RtpPacket.TryParse(Plain, out var packet), Is.True);
        var (marker, type, sequence, timestamp, ssrc) = (packet.Marker, packet.PayloadType, packet.SequenceNumber, packet.Timestamp, packet.Ssrc);
        Assert.That((marker, type, sequence, timestamp, ssrc), Is.EqualTo((true, (byte)8, (ushort)0x1234, 160u, 0xdeadbeefu)));
    }

    [Test]
    public void The_payload_follows_contributing_sources_and_extension()
    {
        byte[] datagram = [0x92, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, .. new byte[8], 0xbe, 0xde, 0, 1, 7, 7, 7, 7, 42];
        Assert.That(RtpPacket.TryParse(datagram, out var packet) ? packet.Payload.ToArray() : null, Is.EqualTo(new byte[] { 42 }));
    }

    [Test]
    public void Padding_is_taken_off()
    {
        byte[] datagram = [.. With(0, 0xa0)[..12], 5, 6, 0, 2];
        Assert.That(RtpPacket.TryParse(datagram, out var packet) ? packet.Payload.ToArray() : null, Is.EqualTo(new byte[] { 5, 6 }));
    }

    private static IEnumerable<TestCaseData> Broken()
    {
        yield return new TestCaseData(Plain[..11]).SetArgDisplayNames("short");
        yield return new TestCaseData(With(0, 0x40)).SetArgDisplayNames("version 1");
        yield return new TestCaseData(With(0, 0x00)).SetArgDisplayNames("STUN");
        yield return new TestCaseData(With(0, 0x82)).SetArgDisplayNames("two sources do not fit");
        yield return new TestCaseData(With(0, 0x91)).SetArgDisplayNames("an extension without length");
        yield return new TestCaseData(With(0, 0x90)).SetArgDisplayNames("an extension longer than the packet");
        yield return new TestCaseData(With(0, 0xa0)[..12]).SetArgDisplayNames("padding without a byte");
        yield return new TestCaseData((byte[])[.. With(0, 0xa0)[..15], 0]).SetArgDisplayNames("padding of zero");
        yield return new TestCaseData((byte[])[.. With(0, 0xa0)[..15], 5]).SetArgDisplayNames("padding into the header");
        yield return new TestCaseData(With(1, 200)).SetArgDisplayNames("RTCP");
        yield return new TestCaseData((byte[])[.. Plain, .. new byte[RtpPacket.MaxLength]]).SetArgDisplayNames("long");
    }

    [TestCaseSource(nameof(Broken))]
    public void A_datagram_that_breaks_a_rule_is_refused(byte[] datagram)
    {
        Assert.That(RtpPacket.TryParse(datagram, out _), Is.False);
    }

    [Test]
    public void What_is_written_is_read_back()
    {
        var payloads = Gen.Choose(0, 255).Select(static i => (byte)i).ArrayOf();
        // Types 64 to 95 with the marker look like RTCP (RFC 5761).
        var packets = Gen.Choose(0, 63).Two().SelectMany(types => Gen.Choose(int.MinValue, int.MaxValue).SelectMany(number => payloads.Select(payload => (types, number, payload))));
        Prop.ForAll(packets.ToArbitrary(), drawn =>
        {
            var (type, marker, number) = ((byte)drawn.types.Item1, drawn.types.Item2 % 2 == 0, drawn.number);
            var datagram = new byte[RtpPacket.MaxLength];
            var length = RtpPacket.Write(datagram, marker, type, (ushort)number, (uint)(number * 31), (uint)~number, drawn.payload);
            return RtpPacket.TryParse(datagram.AsSpan(0, length), out var read)
                && read.Marker == marker && read.PayloadType == type && read.SequenceNumber == (ushort)number
                && read.Timestamp == (uint)(number * 31) && read.Ssrc == (uint)~number && read.Payload.SequenceEqual(drawn.payload);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Random_bytes_never_throw()
    {
        var receiver = new RtpReceiver(TimeProvider.System, new RtpReceiverOptions { Tones = [440] }) { TelephoneEventType = 101 };
        var bytes = Gen.Choose(0, 255).Select(static i => (byte)i).ArrayOf();
        // Half of them begin like RTP, or nothing behind the first check would ever be reached.
        var datagrams = bytes.SelectMany(tail => Gen.Elements<byte[]>(tail, [0x80, 0, .. tail], [0x80, 101, .. tail], [0xb3, 8, .. tail]));
        Prop.ForAll(datagrams.ToArbitrary(), datagram =>
        {
            receiver.Receive(datagram, TimeProvider.System.GetTimestamp());
            return TelephoneEvent.TryParse(datagram, out _) || true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Assert.That(receiver.Snapshot().Packets, Is.Positive);
    }

    [Test]
    public void A_payload_that_is_too_long_is_not_written()
    {
        Assert.That(() => RtpPacket.Write(new byte[3000], false, 0, 0, 0, 0, new byte[RtpPacket.MaxLength]), Throws.ArgumentException);
    }
}
