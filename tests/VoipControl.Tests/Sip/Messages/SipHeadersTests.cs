using System.Text;
using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Messages;

internal sealed class SipHeadersTests
{
    private SipRequest _request = null!;

    private SipHeaders Headers => _request.Headers;

    [SetUp]
    public void Make() => _request = new SipRequest(SipMethods.Options, SipUri.Parse("sip:a@b"));

    [Test]
    public void Names_are_case_insensitive_and_compact_forms_are_the_long_ones()
    {
        Headers.Add("v", "SIP/2.0/UDP h");
        Headers.Add("x-own", "1");
        Assert.That((Headers["VIA"], Headers["X-Own"], Headers.First().Name), Is.EqualTo(("SIP/2.0/UDP h", "1", "Via")));
    }

    [Test]
    public void A_list_is_split_outside_quotes_and_brackets()
    {
        Headers.Add("Contact", "\"a, \\\"b\" <sip:x,y@h>, <sip:c@d>;q=1");
        Headers.Add("m", "<sip:e@f>");
        Assert.That(Headers.Values("Contact"), Is.EqualTo(new[] { "\"a, \\\"b\" <sip:x,y@h>", "<sip:c@d>;q=1", "<sip:e@f>" }));
    }

    [Test]
    public void Set_replaces_all_fields_in_the_place_of_the_first()
    {
        Headers.Add("Route", "<sip:1>");
        Headers.Add("Subject", "s");
        Headers.Add("Route", "<sip:2>");
        Headers.Set("Route", "<sip:3>");
        Assert.That(Headers.Select(h => h.Value), Is.EqualTo(new[] { "<sip:3>", "s" }));
    }

    [Test]
    public void AddFirst_stands_before_others_of_its_name()
    {
        Headers.Add("Subject", "s");
        Headers.Add("Via", "SIP/2.0/UDP one");
        Headers.AddFirst("Via", "SIP/2.0/UDP two");
        Assert.That(Headers.Select(h => h.Value), Is.EqualTo(new[] { "s", "SIP/2.0/UDP two", "SIP/2.0/UDP one" }));
    }

    [Test]
    public void RemoveFirst_takes_one_member_of_a_list_and_then_the_field()
    {
        Headers.Add("Route", "<sip:1>, <sip:2>");
        Headers.RemoveFirst("Route");
        string? left = Headers["Route"];
        Headers.RemoveFirst("Route");
        Assert.That((left, Headers.Contains("Route")), Is.EqualTo(("<sip:2>", false)));
    }

    [Test]
    public void ReplaceFirst_leaves_the_other_members()
    {
        Headers.Add("Via", "SIP/2.0/UDP a, SIP/2.0/UDP b");
        Headers.ReplaceFirst("Via", "SIP/2.0/UDP c");
        Assert.That(_request.Vias.Select(v => v.Host), Is.EqualTo(new[] { "c", "b" }));
    }

    [TestCase("Subject", "x\r\nVia: y")]
    [TestCase("Subject", "x\ny")]
    [TestCase("Bad Name", "x")]
    [TestCase("Bad:Name", "x")]
    [TestCase("", "x")]
    public void What_would_break_the_message_is_refused(string name, string value) =>
        Assert.That(() => Headers.Add(name, value), Throws.ArgumentException);

    [Test]
    public void A_view_follows_a_change_of_its_header()
    {
        _request.From = SipAddress.Parse("<sip:a@b>;tag=1");
        string? before = _request.FromTag;
        Headers.Set("From", "<sip:a@b>;tag=2");
        Assert.That((before, _request.FromTag), Is.EqualTo(("1", "2")));
    }

    [Test]
    public void A_view_of_a_header_that_is_not_there_throws() =>
        Assert.That(() => _request.From, Throws.InstanceOf<FormatException>());

    [Test]
    public void Bytes_of_an_unknown_header_that_are_no_text_are_written_as_they_came()
    {
        byte[] bytes = [.. "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nX-Odd: "u8, 0xff, 0xfe, .. "\r\n\r\n"u8];
        var copy = new SipResponse(200);
        copy.Headers.CopyFrom(SipParser.Parse(bytes).Message!.Headers, "x-odd");
        Assert.That(copy.ToBytes().AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xfe]), Is.GreaterThan(0));
    }

    [Test]
    public void Content_Length_is_written_right_whatever_was_set()
    {
        Headers.Set("Content-Length", "999");
        _request.SetBody("text/plain", "grüezi");
        string text = Encoding.UTF8.GetString(_request.ToBytes());
        Assert.That(text, Is.EqualTo("OPTIONS sip:a@b SIP/2.0\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\ngrüezi"));
    }
}
