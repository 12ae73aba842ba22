using System.Net;
using System.Text;
using NUnit.Framework;
using VoipControl.Sip.Sdp;

namespace VoipControl.Tests.Sip.Sdp;

internal sealed class SdpSessionTests
{
    private const string FreeSwitch =
        "v=0\r\no=FreeSWITCH 1668943000 1668943001 IN IP4 192.0.2.5\r\ns=FreeSWITCH\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\n" +
        "m=audio 27204 RTP/AVP 8 0 101 13\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n" +
        "a=fmtp:101 0-15\r\na=rtpmap:13 CN/8000\r\na=ptime:20\r\na=rtcp:27205 IN IP4 192.0.2.5\r\n";

    [Test]
    public void A_description_is_taken_apart()
    {
        var session = SdpSession.Parse(FreeSwitch);
        SdpMedia audio = session.Media.Single();
        Assert.Multiple(() =>
        {
            Assert.That(session.Origin, Is.EqualTo(new SdpOrigin("FreeSWITCH", "1668943000", "1668943001", "IP4", "192.0.2.5")));
            Assert.That(session.EndPointOf(audio), Is.EqualTo(new IPEndPoint(IPAddress.Parse("192.0.2.5"), 27204)));
            Assert.That(audio.Codecs.Select(c => c.RtpMap), Is.EqualTo(new[] { "8 PCMA/8000", "0 PCMU/8000", "101 telephone-event/8000", "13 CN/8000" }));
            Assert.That(audio.Codecs[2].Parameters, Is.EqualTo("0-15"));
            Assert.That(audio.PacketTime, Is.EqualTo(20));
            Assert.That(audio.Attributes.Single().ToString(), Is.EqualTo("rtcp:27205 IN IP4 192.0.2.5"));
            Assert.That(session.DirectionOf(audio), Is.EqualTo(SdpDirection.SendRecv));
        });
    }

    [Test]
    public void A_description_means_the_same_after_it_was_written_again()
    {
        var session = SdpSession.Parse(FreeSwitch);
        Assert.That(SdpSession.Parse(session.ToString()).ToString(), Is.EqualTo(session.ToString()));
    }

    [Test]
    public void Lines_may_end_with_a_line_feed_alone() =>
        Assert.That(SdpSession.Parse(FreeSwitch.Replace("\r\n", "\n", StringComparison.Ordinal)).Media, Has.Count.EqualTo(1));

    [Test]
    public void Fixed_payload_types_need_no_map() =>
        Assert.That(SdpSession.Parse("v=0\no=- 1 1 IN IP4 h\ns=-\nt=0 0\nm=audio 9 RTP/AVP 0 8 77\n").Media[0].Codecs.Select(c => c.Name), Is.EqualTo(new[] { "PCMU", "PCMA" }));

    [TestCase("a=sendonly\r\n", "", SdpDirection.SendOnly)]
    [TestCase("", "a=recvonly\r\n", SdpDirection.RecvOnly)]
    [TestCase("a=sendonly\r\n", "a=inactive\r\n", SdpDirection.Inactive)]
    [TestCase("", "c=IN IP4 0.0.0.0\r\n", SdpDirection.SendOnly)]
    [TestCase("", "c=IN IP4 0.0.0.0\r\na=recvonly\r\n", SdpDirection.Inactive)]
    [TestCase("", "c=IN IP6 ::\r\n", SdpDirection.SendOnly)]
    public void Every_way_to_hold_is_understood(string session, string media, SdpDirection direction)
    {
        var parsed = SdpSession.Parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" + session + "m=audio 9 RTP/AVP 0\r\n" + media);
        Assert.That(parsed.DirectionOf(parsed.Media[0]), Is.EqualTo(direction));
    }

    [Test]
    public void A_stream_of_its_own_address_goes_there()
    {
        var session = SdpSession.Parse("v=0\no=- 1 1 IN IP4 h\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 9 RTP/AVP 0\nc=IN IP4 192.0.2.2/127\n");
        Assert.That(session.EndPointOf(session.Media[0]), Is.EqualTo(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 9)));
    }

    [TestCase("", "no v=")]
    [TestCase("o=- 1 1 IN IP4 h\n", "does not begin with v=")]
    [TestCase("v=1\n", "version")]
    [TestCase("v=0\ns=-\n", "no o=")]
    [TestCase("v=0\no=- x 1 IN IP4 h\n", "o= line")]
    [TestCase("v=0\no=- 1 1 IN IP4\n", "o= line")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nrubbish\n", "Line 3")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nc=IN IP4\n", "c= line")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nm=audio x RTP/AVP 0\n", "port")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nm=audio 70000 RTP/AVP 0\n", "port")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nm=audio 9 RTP/AVP\n", "m= line")]
    public void What_is_no_description_is_refused_with_what_is_wrong(string text, string why)
    {
        bool read = SdpSession.TryParse(Encoding.UTF8.GetBytes(text), out _, out string? error);
        Assert.That((read, error), Is.EqualTo((false, error)));
        Assert.That(error, Does.Contain(why));
    }

    [TestCase("96 X")]
    [TestCase("96 X/y")]
    [TestCase("96 /8000")]
    [TestCase("200 X/8000")]
    public void A_map_that_cannot_be_read_leaves_its_format_unknown(string map) =>
        Assert.That(SdpSession.Parse($"v=0\no=- 1 1 IN IP4 h\nm=audio 9 RTP/AVP 96\na=rtpmap:{map}\n").Media[0].Codecs, Is.Empty);

    [Test]
    public void Too_many_lines_streams_or_bytes_are_refused()
    {
        const string Head = "v=0\no=- 1 1 IN IP4 h\n";
        string[] floods =
        [
            Head + string.Concat(Enumerable.Repeat("a=x\n", 2000)),
            Head + string.Concat(Enumerable.Repeat("m=audio 9 RTP/AVP 0\n", 40)),
            Head + "m=audio 9 RTP/AVP" + string.Concat(Enumerable.Repeat(" 0", 100)),
            Head + "s=" + new string('x', 40_000),
        ];
        Assert.That(floods.Where(f => SdpSession.TryParse(Encoding.UTF8.GetBytes(f), out _, out _)), Is.Empty);
    }

    [Test]
    public void The_version_goes_up_only_when_something_has_changed()
    {
        var first = SdpSession.Parse(FreeSwitch);
        SdpSession same = SdpSession.Parse(FreeSwitch.Replace("1668943000 1668943001", "7 7", StringComparison.Ordinal)).Following(first);
        SdpSession held = (first with { Direction = SdpDirection.SendOnly }).Following(first);
        Assert.That((same.Origin.SessionVersion, held.Origin.SessionVersion), Is.EqualTo(("1668943001", "1668943002")));
    }
}
