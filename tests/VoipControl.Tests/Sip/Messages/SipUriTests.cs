using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Messages;

internal sealed class SipUriTests
{
    [TestCase("sip:alice@atlanta.example.com", "sip", "alice", "atlanta.example.com", null)]
    [TestCase("sip:alice:secretword@atlanta.example.com;transport=tcp", "sip", "alice", "atlanta.example.com", null)]
    [TestCase("sips:alice@atlanta.example.com:5061?subject=project%20x&priority=urgent", "sips", "alice", "atlanta.example.com", 5061)]
    [TestCase("sip:+1-212-555-1212:1234@gateway.example.com;user=phone", "sip", "+1-212-555-1212", "gateway.example.com", null)]
    [TestCase("sip:atlanta.example.com;method=REGISTER?to=alice%40atlanta.example.com", "sip", null, "atlanta.example.com", null)]
    [TestCase("SIP:[2001:db8::9:1]:5070;lr", "sip", null, "[2001:db8::9:1]", 5070)]
    [TestCase("sip:alice;day=tuesday@atlanta.example.com", "sip", "alice;day=tuesday", "atlanta.example.com", null)]
    [TestCase("tel:+358-555-1234567;postd=pp22", "tel", "+358-555-1234567", "", null)]
    public void A_uri_is_taken_apart(string text, string scheme, string? user, string host, int? port)
    {
        var uri = SipUri.Parse(text);
        Assert.That((uri.Scheme, uri.User, uri.Host, uri.Port), Is.EqualTo((scheme, user, host, port)));
    }

    [TestCase("")]
    [TestCase("sip:")]
    [TestCase("alice@example.com")]
    [TestCase("sip:@example.com")]
    [TestCase("sip:al ice@example.com")]
    [TestCase("sip:alice@example.com:")]
    [TestCase("sip:alice@example.com:0")]
    [TestCase("sip:alice@example.com:65536")]
    [TestCase("sip:alice@example.com;")]
    [TestCase("sip:alice@example.com;lr=")]
    [TestCase("sip:alice@example.com?")]
    [TestCase("sip:alice@example.com?a")]
    [TestCase("sip:%4@example.com")]
    [TestCase("sip:alice%zz@example.com")]
    [TestCase("sip:alice@[2001:db8::1")]
    [TestCase("sip:alice@exa<mple.com")]
    [TestCase("tel:")]
    [TestCase("1sip:alice@example.com")]
    [TestCase("sip:a@b\r\nVia: x")]
    public void What_is_no_uri_is_refused(string text) => Assert.That(SipUri.TryParse(text, out _), Is.False);

    // The pairs of RFC 3261 19.1.4.
    [TestCase("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp")]
    [TestCase("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5")]
    [TestCase("sip:carol@chicago.com", "sip:carol@chicago.com;security=on")]
    [TestCase("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com", "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com")]
    [TestCase("sip:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=project%20x")]
    [TestCase("tel:+1-201-555-0123", "tel:+12015550123")]
    public void Two_uris_of_one_resource_are_equal(string one, string other)
    {
        var first = SipUri.Parse(one);
        var second = SipUri.Parse(other);
        Assert.That((first.Equals(second), first.GetHashCode() == second.GetHashCode()), Is.EqualTo((true, true)));
    }

    [TestCase("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP")]
    [TestCase("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060")]
    [TestCase("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp")]
    [TestCase("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp")]
    [TestCase("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting")]
    [TestCase("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4")]
    [TestCase("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off")]
    [TestCase("sip:bob@biloxi.com", "sips:bob@biloxi.com")]
    public void Two_uris_that_may_lead_elsewhere_differ(string one, string other) =>
        Assert.That(SipUri.Parse(one), Is.Not.EqualTo(SipUri.Parse(other)));

    [Test]
    public void A_uri_made_of_parts_escapes_what_has_to_be()
    {
        var uri = new SipUri("jö rg@home", "2001:db8::1", 5070);
        Assert.That(uri.ToString(), Is.EqualTo("sip:j%C3%B6%20rg%40home@[2001:db8::1]:5070"));
    }

    [Test]
    public void An_escaped_user_reads_as_it_was_given() =>
        Assert.That(new SipUri("a b;c@d%", "h").User, Is.EqualTo("a b;c@d%"));

    [Test]
    public void Parts_that_make_no_uri_throw() => Assert.That(() => new SipUri("a", "bad host"), Throws.InstanceOf<FormatException>());

    [Test]
    public void A_parameter_is_replaced_in_its_place() =>
        Assert.That(SipUri.Parse("sip:a@b;x=1;transport=udp;lr").WithParameter("Transport", "tcp").ToString(), Is.EqualTo("sip:a@b;x=1;Transport=tcp;lr"));

    [Test]
    public void A_parameter_is_taken_away() =>
        Assert.That(SipUri.Parse("sip:a@b;x=1;lr").WithoutParameter("x").ToString(), Is.EqualTo("sip:a@b;lr"));

    [Test]
    public void An_address_of_record_has_neither_parameters_nor_port_lost() =>
        Assert.That(SipUri.Parse("sip:a:pw@b:5070;x=1?y=2").ToAddressOfRecord().ToString(), Is.EqualTo("sip:a@b:5070"));

    [Test]
    public void A_header_survives_the_way_into_a_uri_and_out()
    {
        const string Replaces = "12345@host;to-tag=a;from-tag=b";
        SipUri uri = SipUri.Parse("sip:a@b").WithHeader("Replaces", Replaces);
        Assert.That(uri.GetHeaders().Single(), Is.EqualTo(new SipHeader("Replaces", Replaces)));
    }

    [Test]
    public void A_line_break_in_a_user_is_escaped() =>
        Assert.That(new SipUri("a\r\nVia: x", "h").ToString(), Does.Not.Contain("\n"));
}
