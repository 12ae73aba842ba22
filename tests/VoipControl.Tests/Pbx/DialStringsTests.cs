using NUnit.Framework;
using VoipControl.Pbx;
using VoipControl.Pbx.Calls;

namespace VoipControl.Tests.Pbx;

public sealed class DialStringsTests
{
    [TestCase("1001", "user/1001")]
    [TestCase("+996555100200", "user/+996555100200")]
    [TestCase("*97", "user/*97")]
    [TestCase("gsm1/+996555100200", "sofia/gateway/gsm1/+996555100200")]
    public void Extensions_and_trunks_become_dial_strings(string party, string expected) =>
        Assert.That(new DialStrings(new PbxOptions()).Endpoint(party, "to"), Is.EqualTo(expected));

    [Test]
    public void A_domain_is_added_to_extensions_alone()
    {
        var strings = new DialStrings(new PbxOptions { Domain = "taxi.example" });
        Assert.That((strings.Endpoint("1001", "to"), strings.Endpoint("gsm1/55", "to")), Is.EqualTo(("user/1001@taxi.example", "sofia/gateway/gsm1/55")));
    }

    [TestCase("")]
    [TestCase("1001 &hangup()")]
    [TestCase("1001@elsewhere")]
    [TestCase("{a=b}1001")]
    [TestCase("1001,1002")]
    [TestCase("sofia/internal/1001@10.0.0.1")]
    [TestCase("gsm1/")]
    [TestCase("/55")]
    [TestCase("gsm1/55/66")]
    [TestCase("gsm 1/55")]
    [TestCase("10\n01")]
    [TestCase("１００１")]
    public void Anything_else_is_refused_by_the_fields_name(string party)
    {
        var e = Assert.Throws<CommandException>(() => new DialStrings(new PbxOptions()).Endpoint(party, "to"))!;
        Assert.That((e.Status, e.Message[..3]), Is.EqualTo((400, "to ")));
    }

    [Test]
    public void A_number_of_more_than_64_characters_is_refused() =>
        Assert.That(() => new DialStrings(new PbxOptions()).Endpoint(new string('1', 65), "from"), Throws.TypeOf<CommandException>());

    [Test]
    public void A_beginning_that_the_configuration_allows_is_taken_as_it_is() =>
        Assert.That(new DialStrings(new PbxOptions { AllowedDialStrings = { "sofia/internal/" } }).Endpoint("sofia/internal/1001@10.0.0.1", "to"), Is.EqualTo("sofia/internal/1001@10.0.0.1"));

    [Test]
    public void An_empty_allowed_beginning_allows_nothing() =>
        Assert.That(() => new DialStrings(new PbxOptions { AllowedDialStrings = { "" } }).Endpoint("loopback/x/default", "to"), Throws.TypeOf<CommandException>());
}
