using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Messages;

internal sealed class SipAddressTests
{
    [TestCase("\"A. G. Bell\" <sip:agb@bell-telephone.com> ;tag=a48s", "A. G. Bell", "sip:agb@bell-telephone.com", "a48s")]
    [TestCase("sip:+12125551212@server.phone2net.com;tag=887s", null, "sip:+12125551212@server.phone2net.com", "887s")]
    [TestCase("Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "Anonymous", "sip:c8oqz84zk7z@privacy.org", "hyh8")]
    [TestCase("Two Words<sip:a@b;lr>", "Two Words", "sip:a@b;lr", null)]
    [TestCase("<sip:a@b>", null, "sip:a@b", null)]
    [TestCase("\"\" <sip:a@b>", "", "sip:a@b", null)]
    [TestCase("\"say \\\"<hi>\\\", \\\\\" <sip:a@b>;TAG=1", "say \"<hi>\", \\", "sip:a@b", "1")]
    [TestCase("<tel:+4930123>;tag=\"q;u\"", null, "tel:+4930123", "q;u")]
    public void An_address_is_taken_apart(string text, string? name, string uri, string? tag)
    {
        var address = SipAddress.Parse(text);
        Assert.That((address.DisplayName, address.Uri.ToString(), address.Tag), Is.EqualTo((name, uri, tag)));
    }

    [TestCase("")]
    [TestCase("\"Alice <sip:a@b>")]
    [TestCase("\"Alice\\\" <sip:a@b>")]
    [TestCase("Bell, Alexander <sip:a@b>")]
    [TestCase("<sip:a@b")]
    [TestCase("< sip:a@b>")]
    [TestCase("sip:a@b?x=1")]
    [TestCase("<sip:a@b>;")]
    [TestCase("<sip:a@b>;=1")]
    [TestCase("<sip:a@b>;tag=")]
    [TestCase("<sip:a@b>;tag=\"x")]
    [TestCase("<sip:a@b> rubbish")]
    [TestCase("<sip:a@b>, <sip:c@d>")]
    [TestCase("\"Alice\"")]
    [TestCase("Alice")]
    public void What_is_no_address_is_refused(string text) => Assert.That(SipAddress.TryParse(text, out _), Is.False);

    [Test]
    public void Without_brackets_parameters_belong_to_the_header()
    {
        var address = SipAddress.Parse("sip:a@b;lr;expires=60");
        Assert.That((address.Uri.Parameters.Count, address.Parameters["expires"]), Is.EqualTo((0, "60")));
    }

    [Test]
    public void A_tag_is_added_in_brackets_that_keep_the_uri_apart() =>
        Assert.That(SipAddress.Parse("sip:a@b;x=1").WithTag("t").ToString(), Is.EqualTo("<sip:a@b>;x=1;tag=t"));

    [Test]
    public void A_tag_is_replaced() =>
        Assert.That(SipAddress.Parse("\"N\" <sip:a@b>;tag=1;x").WithTag("2").ToString(), Is.EqualTo("\"N\" <sip:a@b>;tag=2;x"));

    [Test]
    public void A_display_name_is_quoted_and_reads_as_it_was_given()
    {
        SipAddress address = SipAddress.Of(SipUri.Parse("sip:a@b"), "Jürg \"der\" \\ Koch");
        Assert.That(SipAddress.Parse(address.ToString()).DisplayName, Is.EqualTo("Jürg \"der\" \\ Koch"));
    }

    [Test]
    public void A_line_break_in_a_display_name_is_refused() =>
        Assert.That(() => SipAddress.Of(SipUri.Parse("sip:a@b"), "x\r\nVia: y"), Throws.ArgumentException);
}
