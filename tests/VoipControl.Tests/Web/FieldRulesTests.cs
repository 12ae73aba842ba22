using NUnit.Framework;
using VoipControl.Store.Queries;
using VoipControl.Web.Calls;

namespace VoipControl.Tests.Web;

public sealed class FieldRulesTests
{
    [TestCase("1001")]
    [TestCase("Zoë 🚕 Ärzte")]
    [TestCase("trunk/+49 (30) 123'\"\\{}[]^$")]
    public void Printable_text_of_any_script_is_fine(string text) => Assert.That(FieldRules.TextError(text, 1, 255), Is.Null);

    [Test]
    public void Every_control_character_is_refused([Range(0, 0x9f)] int code) =>
        Assert.That(FieldRules.TextError($"a{(char)code}b", 1, 255), code is >= 0x20 and < 0x7f ? Is.Null : Does.Contain("character 2"));

    [TestCase('\n')]
    [TestCase('\r')]
    [TestCase('\u2028')]
    [TestCase('\u2029')]
    public void A_line_break_is_called_one(char character) => Assert.That(FieldRules.TextError($"a{character}", 1, 255), Does.Contain("line break"));

    // Attributes cannot hold them.
    private static IEnumerable<string> HalfCharacters => ["\ud83d", "\ude95a", "\ud83d\ud83d"];

    [TestCaseSource(nameof(HalfCharacters))]
    public void Half_a_character_is_refused(string text) => Assert.That(FieldRules.TextError(text, 1, 255), Does.Contain("surrogate"));

    [Test]
    public void A_long_text_is_told_its_length() =>
        Assert.That(FieldRules.TextError(new string('x', 256), 1, 255), Is.EqualTo("It must have 1 to 255 characters; it has 256."));

    [Test]
    public void A_token_hides_its_secret()
    {
        var token = new CreatedToken(new ApiToken(Guid.Empty, "n", ApiScope.Read, null, default, null, null), TokenSecret.Create());
        Assert.That(token.ToString(), Does.Not.Contain(token.Secret));
    }

    [Test]
    public void A_thousand_secrets_differ() => Assert.That(Enumerable.Range(0, 1_000).Select(static _ => TokenSecret.Create()), Is.Unique);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("vc_")]
    [TestCase("vc_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public void A_text_that_is_no_token_has_no_hash(string? text) => Assert.That(TokenSecret.TryHash(text, out _), Is.False);
}
