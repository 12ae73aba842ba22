using System.Text;
using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Messages;

internal sealed class SipResponseTests
{
    private const string Invite =
        "INVITE sip:bob@biloxi.com SIP/2.0\r\n" +
        "Via: SIP/2.0/UDP p2;branch=z9hG4bK2\r\nVia: SIP/2.0/UDP p1;branch=z9hG4bK1, SIP/2.0/UDP ua;branch=z9hG4bK0\r\n" +
        "Record-Route: <sip:p2;lr>, <sip:p1;lr>\r\nFrom: Alice <sip:alice@atlanta.com>;tag=1928301774\r\nTo: Bob <sip:bob@biloxi.com>\r\n" +
        "Call-ID: a84b4c76e66710\r\nCSeq: 314159 INVITE\r\nTimestamp: 54\r\nMax-Forwards: 70\r\nContact: <sip:alice@pc33.atlanta.com>\r\nContent-Length: 0\r\n\r\n";

    private static SipRequest Request => (SipRequest)SipParser.Parse(Encoding.UTF8.GetBytes(Invite)).Message!;

    [Test]
    public void A_response_copies_what_it_has_to_and_adds_the_tag() =>
        Assert.That(Request.CreateResponse(180, toTag: "b1").ToString(), Is.EqualTo(
            "SIP/2.0 180 Ringing\r\n" +
            "Via: SIP/2.0/UDP p2;branch=z9hG4bK2\r\nVia: SIP/2.0/UDP p1;branch=z9hG4bK1, SIP/2.0/UDP ua;branch=z9hG4bK0\r\n" +
            "From: Alice <sip:alice@atlanta.com>;tag=1928301774\r\nTo: Bob <sip:bob@biloxi.com>;tag=b1\r\n" +
            "Call-ID: a84b4c76e66710\r\nCSeq: 314159 INVITE\r\nRecord-Route: <sip:p2;lr>, <sip:p1;lr>\r\nContent-Length: 0\r\n\r\n"));

    [Test]
    public void A_100_has_the_time_stamp_and_no_tag()
    {
        SipResponse response = Request.CreateResponse(100, toTag: "b1");
        Assert.That((response.Headers["Timestamp"], response.ToTag), Is.EqualTo(("54", (string?)null)));
    }

    [Test]
    public void A_refusal_has_no_Record_Route() =>
        Assert.That(Request.CreateResponse(486).RecordRoutes, Is.Empty);

    [Test]
    public void A_tag_that_is_there_stays()
    {
        SipRequest request = Request;
        request.To = request.To.WithTag("old");
        Assert.That(request.CreateResponse(200, toTag: "new").ToTag, Is.EqualTo("old"));
    }

    [TestCase(99)]
    [TestCase(700)]
    public void A_status_out_of_range_is_refused(int status) =>
        Assert.That(() => new SipResponse(status), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_line_break_in_a_reason_is_refused() =>
        Assert.That(() => new SipResponse(400, "x\r\ny"), Throws.ArgumentException);

    [TestCase(100, true, false, false)]
    [TestCase(183, true, false, false)]
    [TestCase(200, false, true, true)]
    [TestCase(299, false, true, true)]
    [TestCase(300, false, true, false)]
    [TestCase(603, false, true, false)]
    public void A_status_tells_its_class(int status, bool provisional, bool final, bool success)
    {
        var response = new SipResponse(status);
        Assert.That((response.IsProvisional, response.IsFinal, response.IsSuccess), Is.EqualTo((provisional, final, success)));
    }
}
