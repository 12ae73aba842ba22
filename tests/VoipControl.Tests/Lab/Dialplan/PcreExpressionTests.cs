using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Lab.Dialplan;

namespace VoipControl.Tests.Lab;

internal sealed class PcreExpressionTests
{
    [TestCase("7123", @"^7(\d+)$", "7123", "123")]
    [TestCase("7123\n", @"^7(\d+)$", "7123", "123")]
    [TestCase("ABC", "/^(b|a)/i", "A", "A")]
    [TestCase("a\nb", "/a.b/s", "a\nb")]
    [TestCase("+996 555", @"^\+?([\d ]+)", "+996 555", "996 555")]
    [TestCase("a]b", "[]]", "]")]
    [TestCase("a[b", "[[]", "[")]
    [TestCase("x7", "([[:alpha:]])([[:digit:]])", "x7", "x", "7")]
    [TestCase("5551234", "_NXX1234", "5551234")]
    [TestCase("1001", "^(?!1000)10..$", "1001")]
    public void A_match_has_its_groups(string text, string expression, params string[] groups) =>
        Assert.That(PcreExpression.Match(text, expression)?.Groups, Is.EqualTo(groups));

    [TestCase("٣٤", @"^\d+$")]
    [TestCase("ä", @"^\w$")]
    [TestCase("", "^.$")]
    [TestCase("1551234", "_NXX1234")]
    public void A_miss_is_null(string text, string expression) => Assert.That(PcreExpression.Match(text, expression), Is.Null);

    [TestCase("(", "Expression (: ")]
    [TestCase("/abc", "Expression /abc lacks its second /.")]
    [TestCase("a++", "Expression a++: possessive quantifiers are not supported.")]
    [TestCase("(?P<n>a)", "Expression (?P<n>a): (?P is not supported.")]
    [TestCase("(?<n>a)", "Expression (?<n>a): (?< is not supported.")]
    [TestCase(@"\Qa\E", @"Expression \Qa\E: \Q is not supported.")]
    [TestCase("[[:nosuch:]]", "Expression [[:nosuch:]]: class [:nosuch:] is not supported.")]
    public void What_cannot_be_used_is_refused_by_name(string expression, string reason) =>
        Assert.That(() => PcreExpression.Match("x", expression), Throws.InstanceOf<DialplanException>().With.Message.StartsWith(reason));

    [Test]
    public void Any_expression_matches_misses_or_is_refused() =>
        Prop.ForAll(Arb.From(Gen.Elements("(", ")", "[", "]", "^", "$", "\\", "d", "*", "+", "?", "{", "2", ",", "}", "|", ":", "<", "P", "/", "_", "a").ListOf()), parts =>
        {
            try
            {
                return PcreExpression.Match("a2d", string.Concat(parts)) is null or { Groups.Count: > 0 };
            }
            catch (DialplanException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();
}
