using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Lab.Dialplan;

namespace VoipControl.Tests.Lab;

internal sealed class VariableExpansionTests
{
    [TestCase("", "")]
    [TestCase("plain \\n", "plain \\n")]
    [TestCase("${uuid}.wav", "u-1.wav")]
    [TestCase("$${uuid}", "u-1")]
    [TestCase("${nosuch}x", "x")]
    [TestCase("${sofia_contact(*/1001@d)}", "[sofia_contact|*/1001@d]")]
    [TestCase("${sofia_contact(*/${user}@${domain})}", "[sofia_contact|*/1001@voip.example]")]
    [TestCase("${expr (1+(2))}", "[expr|(1+(2))]")]
    [TestCase("${expr(1+(2))x}", "[expr|1+(2)]")]
    [TestCase("${user", "1001")]
    [TestCase("${user:notanumber}", "1001")]
    [TestCase("${user:99999999999999999999}", "")]
    [TestCase("${}", "")]
    [TestCase("${list[1]}", "two")]
    [TestCase("${list[-1]}", "ARRAY::one|:two")]
    public void A_text_is_expanded(string text, string expanded) =>
        Assert.That(VariableExpansion.Expand(text, Scope()), Is.EqualTo(expanded));

    [Test]
    public void A_variable_that_names_itself_once_ends_at_the_depth_of_the_real_switch() =>
        Assert.That(VariableExpansion.Expand("${self}", Scope()), Is.EqualTo("${self}"));

    [Test]
    public void A_variable_that_names_itself_twice_is_refused() =>
        Assert.That(() => VariableExpansion.Expand("${twice}", Scope()), Throws.InstanceOf<DialplanException>().With.Message.Contains("names itself"));

    [Test]
    public void An_expansion_that_grows_too_long_is_refused() =>
        Assert.That(() => VariableExpansion.Expand("${long}${long}", Scope()),
            Throws.InstanceOf<DialplanException>().With.Message.EqualTo("An expansion is longer than 65536 characters."));

    [Test]
    public void Any_text_is_expanded_or_refused_with_a_reason() =>
        Prop.ForAll(Arb.From(Gen.Elements("${", "}", "$", "$$", "\\", ":", "[", "]", "(", ")", " ", "user", "list", "self", "twice", "1", "-", "'", "").ListOf()), parts =>
        {
            try
            {
                return VariableExpansion.Expand(string.Concat(parts), Scope()).Length <= VariableExpansion.MaxLength;
            }
            catch (DialplanException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();

    private static ChannelScope Scope() => new()
    {
        Variable = static name => name switch
        {
            "uuid" => "u-1",
            "user" => "1001",
            "domain" => "voip.example",
            "self" => "${self}",
            "twice" => "${twice}${twice}",
            "long" => new string('x', 40_000),
            "list" => "ARRAY::one|:two",
            _ => null,
        },
        Api = static (name, arguments) => $"[{name}|{arguments}]",
    };
}
