using NUnit.Framework;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class ShownTests
{
    [TestCase("plain +996 Айда 🚕", "plain +996 Айда 🚕")]
    [TestCase("a\u001b[2Jb", "a\\x1b[2Jb")]
    [TestCase("a\r\n\tb", "a\\r\\n\\tb")]
    [TestCase("\u0000\u007f\u009b", "\\x00\\x7f\\x9b")]
    [TestCase("\u202e001\u2066", "\\u202e001\\u2066")]
    [TestCase("\u2028", "\\u2028")]
    public void What_is_not_printable_is_escaped(string text, string shown) => Assert.That(Shown.Text(text), Is.EqualTo(shown));

    [Test]
    public void Half_a_character_is_escaped() => Assert.That(Shown.Text("a" + '\ud83d'), Is.EqualTo("a\\ud83d"));

    [Test]
    public void A_very_long_text_is_cut() => Assert.That(Shown.Text(new string('x', 10_000)), Has.Length.EqualTo(501));
}
