using System.Net;
using NUnit.Framework;
using VoipControl.Pbx.Probes;

namespace VoipControl.Tests.Pbx.Probes;

[TestFixture]
internal sealed class ProbeOptionsTests
{
    private static readonly ProbeOptions Good = new() { To = ["sip:7101@192.0.2.10:5060"] };

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return new TestCaseData(Good with { To = [] }, "to:").SetArgDisplayNames("nobody to call");
        yield return new TestCaseData(Good with { To = ["7101"] }, "to:").SetArgDisplayNames("no address");
        yield return new TestCaseData(Good with { To = ["tel:7101"] }, "to:").SetArgDisplayNames("not sip");
        yield return new TestCaseData(Good with { To = ["sip:7101@192.0.2.10;transport=tcp"] }, "to:").SetArgDisplayNames("not over UDP");
        yield return new TestCaseData(Good with { To = ["sip:7101@192.0.2.10?Subject=x"] }, "to:").SetArgDisplayNames("headers in an address");
        yield return new TestCaseData(Good with { To = ["sip:7101@192.0.2.10", "sip:7101@192.0.2.10:506{n}"], Calls = 110 }, "to:").SetArgDisplayNames("an address that is none for a later call");
        yield return new TestCaseData(Good with { Listen = new IPEndPoint(IPAddress.Any, 0) }, "listen:").SetArgDisplayNames("every address of the machine");
        yield return new TestCaseData(Good with { IsCallee = true, Callee = new IPEndPoint(IPAddress.IPv6Any, 5071) }, "callee:").SetArgDisplayNames("a callee on every address");
        yield return new TestCaseData(Good with { Headers = [new("call-id", "1")] }, "header:").SetArgDisplayNames("a header that the stack writes");
        yield return new TestCaseData(Good with { Headers = [new("v", "SIP/2.0/UDP 192.0.2.1")] }, "header:").SetArgDisplayNames("the short form of one");
        yield return new TestCaseData(Good with { Headers = [new("X-VoipControl-Test", "canary.1.1.1")] }, "header:").SetArgDisplayNames("a second mark");
        yield return new TestCaseData(Good with { Calls = 0 }, "calls:").SetArgDisplayNames("no calls");
        yield return new TestCaseData(Good with { Calls = 1001 }, "calls:").SetArgDisplayNames("too many calls");
        yield return new TestCaseData(Good with { Rate = 0 }, "rate:").SetArgDisplayNames("no rate");
        yield return new TestCaseData(Good with { Rate = 200.1 }, "rate:").SetArgDisplayNames("too fast");
        yield return new TestCaseData(Good with { Rate = double.NaN }, "rate:").SetArgDisplayNames("rate is no number");
        yield return new TestCaseData(Good with { Hold = TimeSpan.FromHours(2) }, "hold:").SetArgDisplayNames("too long");
        yield return new TestCaseData(Good with { RingTimeout = TimeSpan.Zero }, "ring-timeout:").SetArgDisplayNames("no ringing");
        yield return new TestCaseData(Good with { AnswerAfter = TimeSpan.FromMinutes(2) }, "answer-after:").SetArgDisplayNames("answers too late");
        yield return new TestCaseData(Good with { MaxGap = TimeSpan.Zero }, "max-gap:").SetArgDisplayNames("no gap at all");
        yield return new TestCaseData(Good with { Callee = new IPEndPoint(IPAddress.Loopback, 5071) }, "callee:").SetArgDisplayNames("a callee that does not answer");
        yield return new TestCaseData(Good with { Proxy = new IPEndPoint(IPAddress.Loopback, 0) }, "proxy:").SetArgDisplayNames("a proxy without a port");
        yield return new TestCaseData(Good with { Headers = [new("X-A", "1\r\nX-B: 2")] }, "header:").SetArgDisplayNames("a header that begins another");
        yield return new TestCaseData(Good with { Headers = [new("X A", "1")] }, "header:").SetArgDisplayNames("a header's name with a space");
        yield return new TestCaseData(Good with { Digits = "12x" }, "digits:").SetArgDisplayNames("not digits");
    }

    [Test]
    public void Good_options_have_no_fault() => Assert.That(Good.Faults(), Is.Empty);

    [TestCaseSource(nameof(Wrong))]
    public void What_is_wrong_is_named_by_its_option(ProbeOptions options, string option) => Assert.That(options.Faults().Single(), Does.StartWith(option));

    [TestCase("sip:{n}@192.0.2.10", 7, "sip:7@192.0.2.10")]
    [TestCase("sip:71{nn}@192.0.2.10:5060", 7, "sip:7107@192.0.2.10:5060")]
    [TestCase("sip:71{nn}@192.0.2.10:5060", 107, "sip:7107@192.0.2.10:5060")]
    [TestCase("sip:{nnnnnnnnn}@192.0.2.10", 1000, "sip:000001000@192.0.2.10")]
    public void A_target_counts_the_calls(string template, int number, string address)
    {
        Assert.That(ProbeTarget.TryParse(template, out var target, out var fault), Is.True, fault);
        Assert.That(target!.Of(number).ToString(), Is.EqualTo(address));
    }

    [TestCase("1001:secret@voip.example", "1001", "secret", "voip.example")]
    [TestCase("1001@voip.example", "1001", "", "voip.example")]
    [TestCase("1001:p@ss:w@192.0.2.10", "1001", "p@ss:w", "192.0.2.10")]
    public void An_account_is_a_user_a_password_and_a_domain(string text, string user, string password, string domain) =>
        Assert.That(ProbeAccount.TryParse(text), Is.EqualTo(new ProbeAccount(user, password, domain)));

    [TestCase("")]
    [TestCase("1001")]
    [TestCase("@voip.example")]
    [TestCase("1001@")]
    [TestCase("10 01@voip.example")]
    [TestCase("1001@voip example")]
    [TestCase("1001:a\nb@voip.example")]
    public void What_is_no_account_is_refused(string text) => Assert.That(ProbeAccount.TryParse(text), Is.Null);

    [Test]
    public void An_account_does_not_show_its_password() => Assert.That(ProbeAccount.TryParse("1001:secret@voip.example")!.ToString(), Does.Not.Contain("secret"));
}
