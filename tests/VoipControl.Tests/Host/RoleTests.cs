using NUnit.Framework;
using VoipControl.Host;

namespace VoipControl.Tests.Host;

public sealed class RoleTests
{
    [TestCase("all", "web,pbx,sip")]
    [TestCase("sip", "sip")]
    [TestCase("pbx", "pbx")]
    [TestCase("pbx,web", "web,pbx")]
    [TestCase(" web , pbx ,web", "web,pbx")]
    public void Roles_are_read_from_a_list(string list, string expected) =>
        Assert.That(string.Join(',', Role.Parse(list).Select(static r => r.Name)), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase(",")]
    [TestCase("pbx,sbc")]
    [TestCase("PBX")]
    [TestCase("all,pbx")]
    public void Anything_else_is_refused_with_the_roles_there_are(string list) =>
        Assert.That(() => Role.Parse(list), Throws.TypeOf<ConfigurationException>().With.Message.Contains("there are web, pbx, sip and all"));
}
