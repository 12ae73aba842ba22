using System.Text;
using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Parsing;

internal sealed class SipParserTests
{
    private const string Rest = "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n";

    private static SipParse Parse(string text, SipLimits? limits = null) => SipParser.Parse(Encoding.UTF8.GetBytes(text), limits);

    [TestCase("OPTIONS sip:a@b SIP/2.0\n")]
    [TestCase("OPTIONS sip:a@b SIP/2.0\r")]
    [TestCase("OPTIONS sip:a@b SIP/2.0\r\r\n")]
    public void A_line_that_does_not_end_with_both_is_refused(string line) =>
        Assert.That(Parse(line + Rest + "\r\n").Error?.Status, Is.EqualTo(400));

    [Test]
    public void A_lone_line_break_cannot_hide_in_a_header() =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + "Subject: x\nVia: y\r\n\r\n").Error?.Status, Is.EqualTo(400));

    [Test]
    public void Empty_lines_before_a_message_are_skipped() =>
        Assert.That(Parse("\r\n\r\nOPTIONS sip:a@b SIP/2.0\r\n" + Rest + "\r\n").Error, Is.Null);

    [TestCase("")]
    [TestCase("\r\n\r\n")]
    [TestCase("\0\0\0\0")]
    [TestCase("GET / HTTP/1.1\r\n\r\n")]
    public void What_is_no_SIP_has_an_error_and_no_answer(string text)
    {
        SipParse parse = Parse(text);
        Assert.That((parse.Message is null, parse.Error is null, parse.Refusal is null), Is.EqualTo((true, false, true)));
    }

    [Test]
    public void A_message_without_its_empty_line_is_refused() =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest).Error?.Status, Is.EqualTo(400));

    [Test]
    public void An_ACK_is_never_answered() =>
        Assert.That(Parse("ACK sip:a@b SIP/2.0\r\n" + Rest + "\r\n").Refusal, Is.Null);

    [Test]
    public void Without_a_Content_Length_the_body_is_the_rest() =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + "\r\nrest").Message?.BodyText, Is.EqualTo("rest"));

    [Test]
    public void A_body_ends_where_its_length_says() =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + "l: 2\r\n\r\nrest").Message?.BodyText, Is.EqualTo("re"));

    [Test]
    public void A_star_is_no_address()
    {
        SipMessage message = Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + "m: *\r\n\r\n").Message!;
        Assert.That((message.IsContactStar, message.Contacts.Count), Is.EqualTo((true, 0)));
    }

    [TestCase("Via")]
    [TestCase("From")]
    [TestCase("To")]
    [TestCase("Call-ID")]
    [TestCase("CSeq")]
    public void A_missing_mandatory_header_is_named(string name)
    {
        string without = string.Concat(Rest.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith(name + ":", StringComparison.Ordinal)).Select(l => l + "\r\n"));
        SipParseError? error = Parse("OPTIONS sip:a@b SIP/2.0\r\n" + without + "\r\n").Error;
        Assert.That((error?.Status, error?.Header, error?.Reason), Is.EqualTo((400, name, $"Missing {name}")));
    }

    [TestCase("Contact: <sip:a@b>, ", "Contact")]
    [TestCase("Route: sip:a@b b", "Route")]
    [TestCase("Record-Route: <nothing>", "Record-Route")]
    [TestCase("Max-Forwards: 256", "Max-Forwards")]
    [TestCase("Max-Forwards: -1", "Max-Forwards")]
    [TestCase("Expires: soon", "Expires")]
    [TestCase("Content-Length: 1 2", "Content-Length")]
    [TestCase("Content-Length: 99999999999999999999", "Content-Length")]
    public void A_malformed_header_with_a_view_is_named(string line, string name) =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + line + "\r\n\r\n").Error?.Header, Is.EqualTo(name));

    [TestCase("Bad Header: x")]
    [TestCase(": x")]
    [TestCase("NoColon")]
    public void A_malformed_line_is_refused(string line) =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + line + "\r\n\r\n").Error?.Reason, Is.EqualTo("Malformed header field"));

    [Test]
    public void A_message_above_its_limit_is_refused() =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + "\r\n", new SipLimits { MaxMessageBytes = 100 }).Error?.Status, Is.EqualTo(513));

    [Test]
    public void A_head_above_its_limit_is_refused_and_answered()
    {
        SipParse parse = Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + "Subject: " + new string('x', 20_000) + "\r\n\r\n");
        Assert.That((parse.Error?.Status, parse.Refusal?.Status), Is.EqualTo((513, 513)));
    }

    [Test]
    public void Too_many_fields_are_refused() =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + string.Concat(Enumerable.Repeat("X-A: 1\r\n", 300)) + "\r\n").Error?.Reason, Is.EqualTo("Too many header fields"));

    [Test]
    public void A_Request_Uri_above_its_limit_is_refused() =>
        Assert.That(Parse("OPTIONS sip:" + new string('a', 5000) + "@b SIP/2.0\r\n" + Rest + "\r\n").Error?.Status, Is.EqualTo(414));

    [Test]
    public void A_part_of_a_larger_array_is_read_from_where_it_begins()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("garbageOPTIONS sip:a@b SIP/2.0\r\n" + Rest + "\r\n");
        Assert.That(SipParser.Parse(bytes.AsMemory(7)).Message?.CallId, Is.EqualTo("c"));
    }

    [Test]
    public void A_refusal_can_be_sent_though_a_Via_below_the_first_is_malformed()
    {
        SipResponse? refusal = Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest + "Via: rubbish\r\n\r\n").Refusal;
        Assert.That(refusal?.TopVia.Host, Is.EqualTo("h"));
    }

    [Test]
    public void A_request_has_no_refusal_when_its_first_Via_is_malformed_and_the_second_is_not() =>
        Assert.That(Parse("OPTIONS sip:a@b SIP/2.0\r\nVia: rubbish\r\n" + Rest + "\r\n").Refusal, Is.Null);

    [Test]
    public void A_control_character_in_a_display_name_does_not_keep_the_answer_from_being_made()
    {
        var request = (SipRequest)Parse("OPTIONS sip:a@b SIP/2.0\r\n" + Rest.Replace("To: ", "To: \"\\\a\" ", StringComparison.Ordinal) + "\r\n").Message!;
        Assert.That(request.CreateResponse(200, toTag: "t").To.DisplayName, Is.EqualTo("\a"));
    }

    [Test]
    public void Every_known_name_is_found_by_its_canonical_form() =>
        Assert.That(Enum.GetValues<SipHeaderId>().Where(id => id != SipHeaderId.Other && SipHeaderTable.Of(SipHeaderTable.NameOf(id).ToLowerInvariant()) != id), Is.Empty);
}
