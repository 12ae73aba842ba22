using System.Net;
using NUnit.Framework;
using VoipControl.Sip;

namespace VoipControl.Tests.Sip.Messages;

internal sealed class SipViaTests
{
    [TestCase("SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7", "UDP", "erlang.bell-telephone.com", 5060, "z9hG4bK87asdks7")]
    [TestCase("SIP/2.0/UDP 192.0.2.1:5060 ;received=192.0.2.207;branch=z9hG4bK77asjd", "UDP", "192.0.2.1", 5060, "z9hG4bK77asjd")]
    [TestCase("SIP / 2.0 / tls first.example.com: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1", "TLS", "first.example.com", 4000, "z9hG4bKa7c6a8dlze.1")]
    [TestCase("SIP/2.0/TCP [2001:db8::9:255]:5070;branch=z9hG4bKas3-111", "TCP", "[2001:db8::9:255]", 5070, "z9hG4bKas3-111")]
    [TestCase("SIP/2.0/UDP host", "UDP", "host", null, null)]
    public void A_Via_is_taken_apart(string text, string transport, string host, int? port, string? branch)
    {
        var via = SipVia.Parse(text);
        Assert.That((via.Transport, via.Host, via.Port, via.Branch), Is.EqualTo((transport, host, port, branch)));
    }

    [TestCase("")]
    [TestCase("SIP/2.0/UDP")]
    [TestCase("SIP/2.0/UDP ")]
    [TestCase("SIP/2.0 host")]
    [TestCase("SIP/2.0/UDP host:x")]
    [TestCase("SIP/2.0/UDP host:0")]
    [TestCase("SIP/2.0/UDP host;;branch=1")]
    [TestCase("SIP/2.0/UDP host;rport=70000")]
    [TestCase("SIP/2.0/UDP host;rport=x")]
    [TestCase("SIP/2.0/UDP [::1;branch=z")]
    [TestCase("SIP/2.0/UDP host host")]
    public void What_is_no_Via_is_refused(string text) => Assert.That(SipVia.TryParse(text, out _), Is.False);

    [Test]
    public void An_empty_rport_asks_and_a_filled_one_tells()
    {
        var asks = SipVia.Parse("SIP/2.0/UDP h;rport;branch=z9hG4bK1");
        var tells = SipVia.Parse("SIP/2.0/UDP h;rport=4711;branch=z9hG4bK1");
        Assert.That((asks.HasRport, asks.Rport, tells.HasRport, tells.Rport), Is.EqualTo((true, (int?)null, true, (int?)4711)));
    }

    [Test]
    public void The_source_is_noted_when_it_is_another_than_the_sent_by() =>
        Assert.That(SipVia.Parse("SIP/2.0/UDP h:5060;branch=z9hG4bK1").WithSource(new IPEndPoint(IPAddress.Parse("192.0.2.9"), 1234)).ToString(),
            Is.EqualTo("SIP/2.0/UDP h:5060;branch=z9hG4bK1;received=192.0.2.9"));

    [Test]
    public void The_source_port_is_noted_when_rport_asks_for_it() =>
        Assert.That(SipVia.Parse("SIP/2.0/UDP 192.0.2.9;rport;branch=z9hG4bK1").WithSource(new IPEndPoint(IPAddress.Parse("192.0.2.9"), 1234)).ToString(),
            Is.EqualTo("SIP/2.0/UDP 192.0.2.9;rport=1234;branch=z9hG4bK1;received=192.0.2.9"));

    [Test]
    public void The_source_is_not_noted_when_the_sent_by_says_it_already()
    {
        var via = SipVia.Parse("SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1");
        Assert.That(via.WithSource(new IPEndPoint(IPAddress.Parse("::ffff:192.0.2.9"), 5060)), Is.SameAs(via));
    }

    [Test]
    public void An_address_of_IPv6_is_noted_without_brackets_and_read_again()
    {
        SipVia via = SipVia.Parse("SIP/2.0/UDP h;branch=z9hG4bK1").WithSource(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5060));
        Assert.That(SipVia.Parse(via.ToString()).Received, Is.EqualTo("2001:db8::1"));
    }

    [Test]
    public void A_Via_is_made_of_its_parts() =>
        Assert.That(SipVia.Of("TCP", "2001:db8::1", 5070, "z9hG4bKx").ToString(), Is.EqualTo("SIP/2.0/TCP [2001:db8::1]:5070;branch=z9hG4bKx;rport"));
}
