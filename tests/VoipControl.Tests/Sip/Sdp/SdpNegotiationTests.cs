using System.Net;
using NUnit.Framework;
using VoipControl.Sip.Sdp;
using VoipControl.Tests.Sip.Parsing;

namespace VoipControl.Tests.Sip.Sdp;

internal sealed class SdpNegotiationTests
{
    private static readonly SdpCapabilities s_own = new() { Local = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 4000), SessionId = 5 };
    private static readonly SdpCapabilities s_peer = new() { Local = new IPEndPoint(IPAddress.Parse("192.0.2.2"), 6000), SessionId = 9 };

    private static SdpSession Offer(string media, string session = "") =>
        SdpSession.Parse("v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n" + session + media);

    private static (SdpSession Answer, SdpAgreement Agreement) Answer(SdpSession offer, SdpDirection wanted = SdpDirection.SendRecv)
    {
        Assert.That(SdpNegotiation.TryCreateAnswer(offer, s_own, wanted, out SdpSession? answer, out SdpAgreement? agreement), Is.True);
        return (answer!, agreement!);
    }

    [Test]
    public void An_offer_has_what_we_can_do() =>
        Assert.That(SdpNegotiation.CreateOffer(s_own).ToString(), Is.EqualTo(
            "v=0\r\no=ua 5 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 101\r\n" +
            "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"));

    [Test]
    public void The_answer_takes_the_offerers_first_choice_and_its_number_for_digits() =>
        Assert.That(Answer(Offer("m=audio 6000 RTP/AVP 18 0 8 96\r\na=rtpmap:96 telephone-event/8000\r\na=ptime:30\r\n")).Answer.ToString(), Does.EndWith(
            "m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-15\r\na=ptime:30\r\na=sendrecv\r\n"));

    [Test]
    public void Both_sides_come_to_the_same_agreement()
    {
        SdpSession offer = SdpNegotiation.CreateOffer(s_peer);
        (SdpSession answer, SdpAgreement ours) = Answer(offer);
        Assert.That(SdpNegotiation.TryComplete(offer, answer, out SdpAgreement? theirs, out _), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That((ours.Remote, theirs!.Remote), Is.EqualTo((s_peer.Local, s_own.Local)));
            Assert.That((ours.AudioPayloadType, theirs.AudioPayloadType), Is.EqualTo((8, 8)));
            Assert.That((ours.TelephoneEventType, theirs.TelephoneEventType), Is.EqualTo((101, 101)));
            Assert.That((ours.MaySend, ours.MayReceive, theirs.MaySend, theirs.MayReceive), Is.EqualTo((true, true, true, true)));
        });
    }

    [Test]
    public void Each_side_sends_with_the_numbers_of_the_other()
    {
        SdpSession offer = Offer("m=audio 6000 RTP/AVP 97 98\r\na=rtpmap:97 PCMA/8000\r\na=rtpmap:98 telephone-event/8000\r\n");
        SdpSession answer = Offer("m=audio 7000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n");
        SdpNegotiation.TryComplete(offer, answer, out SdpAgreement? agreement, out _);
        Assert.That((agreement!.AudioPayloadType, agreement.ReceivedPayloadType, agreement.TelephoneEventType, agreement.ReceivedTelephoneEventType), Is.EqualTo((8, 97, 101, 98)));
    }

    // Offer, what we want, our answer; RFC 3264 6.1.
    [TestCase("sendrecv", SdpDirection.SendRecv, "sendrecv")]
    [TestCase("sendrecv", SdpDirection.SendOnly, "sendonly")]
    [TestCase("sendonly", SdpDirection.SendRecv, "recvonly")]
    [TestCase("sendonly", SdpDirection.SendOnly, "inactive")]
    [TestCase("recvonly", SdpDirection.SendRecv, "sendonly")]
    [TestCase("inactive", SdpDirection.SendRecv, "inactive")]
    public void The_direction_of_an_answer_is_what_both_want(string offered, SdpDirection wanted, string answered) =>
        Assert.That(Answer(Offer($"m=audio 6000 RTP/AVP 8\r\na={offered}\r\n"), wanted).Answer.ToString(), Does.EndWith($"a={answered}\r\n"));

    [Test]
    public void A_held_side_may_receive_and_not_send()
    {
        SdpAgreement agreement = Answer(Offer("m=audio 6000 RTP/AVP 8\r\na=sendonly\r\n")).Agreement;
        Assert.That((agreement.MaySend, agreement.MayReceive), Is.EqualTo((false, true)));
    }

    [Test]
    public void The_hold_of_RFC_2543_is_answered_with_recvonly()
    {
        (SdpSession answer, SdpAgreement agreement) = Answer(Offer("m=audio 6000 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\n"));
        Assert.That((answer.Media[0].Direction, agreement.Remote, agreement.MaySend), Is.EqualTo((SdpDirection.RecvOnly, (IPEndPoint?)null, false)));
    }

    [Test]
    public void Other_streams_are_refused_in_their_place()
    {
        (SdpSession answer, _) = Answer(Offer(
            "m=video 5000 RTP/AVP 31\r\nm=audio 5002 RTP/SAVP 8\r\nm=audio 6000 RTP/AVP 8\r\nm=audio 6002 RTP/AVP 8\r\nm=image 5004 udptl t38\r\n"));
        Assert.That(answer.Media.Select(m => $"{m.Type} {m.Port} {m.Protocol} {string.Join(' ', m.Formats)}"), Is.EqualTo(new[]
        {
            "video 0 RTP/AVP 31", "audio 0 RTP/SAVP 8", "audio 4000 RTP/AVP 8", "audio 0 RTP/AVP 8", "image 0 udptl t38",
        }));
    }

    [TestCase("m=audio 6000 RTP/AVP 18\r\n")]
    [TestCase("m=audio 0 RTP/AVP 8\r\n")]
    [TestCase("m=video 6000 RTP/AVP 31\r\n")]
    [TestCase("m=audio 6000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n")]
    [TestCase("")]
    public void An_offer_without_a_stream_for_us_has_no_answer(string media) =>
        Assert.That(SdpNegotiation.TryCreateAnswer(Offer(media), s_own, SdpDirection.SendRecv, out _, out _), Is.False);

    [Test]
    public void Digits_at_another_clock_are_not_agreed_upon() =>
        Assert.That(Answer(Offer("m=audio 6000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/16000\r\n")).Agreement.TelephoneEventType, Is.Null);

    [TestCase("", "as many streams")]
    [TestCase("m=audio 0 RTP/AVP 8\r\n", "refuses")]
    [TestCase("m=audio 6000 RTP/AVP 18\r\n", "no format")]
    [TestCase("m=video 6000 RTP/AVP 8\r\n", "another kind")]
    public void An_answer_that_does_not_fit_is_told(string media, string why)
    {
        SdpNegotiation.TryComplete(SdpNegotiation.CreateOffer(s_own), Offer(media), out _, out string? error);
        Assert.That(error, Does.Contain(why));
    }

    [Test]
    public void The_offer_of_Wsinv_is_answered_for_its_audio_alone()
    {
        Assert.That(SdpSession.TryParse(TortureMessage.Request("wsinv").Body.Span, out SdpSession? offer, out _), Is.True);
        Assert.That(Answer(offer!).Answer.Media.Select(m => m.Port), Is.EqualTo(new[] { 4000, 0 }));
    }
}
