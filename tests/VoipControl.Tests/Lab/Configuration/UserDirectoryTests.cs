using System.Xml.Linq;
using NUnit.Framework;
using VoipControl.Lab.Configuration;
using VoipControl.Lab.Dialplan;
using VoipControl.Lab.Users;

namespace VoipControl.Tests.Lab;

internal sealed class UserDirectoryTests
{
    private const string Domain = """
        <domain name="d">
          <params><param name="dial-string" value="domain"/><param name="password" value="nobody's"/></params>
          <variables><variable name="where" value="domain"/><variable name="only" value="domain"/></variables>
          <groups>
            <group name="pointers"><users><user id="1" type="pointer"/></users></group>
            <group name="g">
              <params><param name="dial-string" value="group"/></params>
              <variables><variable name="where" value="group"/></variables>
              <users>
                <user id="1" number-alias="4711"><params><param name="password" value="own"/><param name="dial-var-x" value="y"/></params></user>
                <user id="2"><params><param name="a1-hash" value="0123"/></params></user>
              </users>
            </group>
          </groups>
          <users><user id="3"/></users>
        </domain>
        """;

    [Test]
    public void A_lab_telephone_has_its_password_and_the_domain_s_dial_string()
    {
        var user = Repository("1002");

        Assert.That((user.Password, user.Group, user.DialString),
            Is.EqualTo(("change-me-too", "lab", "${sofia_contact(*/${dialed_user}@${dialed_domain})}")));
    }

    [Test]
    public void Dialling_a_user_asks_for_the_contact_of_that_user()
    {
        var scope = new ChannelScope { Variable = static _ => null, Api = static (name, arguments) => $"{name}:{arguments}" };

        Assert.That(UserDirectory.DialString(Repository("1002"), scope), Is.EqualTo("sofia_contact:*/1002@voip.example"));
    }

    [Test]
    public void A_dial_string_that_dials_the_user_again_is_no_dial_string()
    {
        var domain = XElement.Parse("<domain name=\"d\"><params><param name=\"dial-string\" value=\"user/${dialed_user}@d\"/></params><user id=\"1\"/></domain>");

        Assert.That(UserDirectory.DialString(UserDirectory.Find(domain, "1", "d")!, new ChannelScope { Variable = static _ => null }), Is.Null);
    }

    [TestCase("1", "g")]
    [TestCase("4711", "g")]
    [TestCase("3", null)]
    public void A_user_is_found_by_name_or_alias_in_groups_and_beside_them(string name, string? group) =>
        Assert.That(Find(name)!.Group, Is.EqualTo(group));

    [Test]
    public void An_unknown_user_is_null() => Assert.That(Find("9"), Is.Null);

    [TestCase("1", "own")]
    [TestCase("2", "nobody's")]
    public void Own_params_go_before_the_domain_s(string name, string password) => Assert.That(Find(name)!.Password, Is.EqualTo(password));

    [Test]
    public void Group_params_and_variables_go_before_the_domain_s()
    {
        var user = Find("1")!;

        Assert.That((user.DialString, user.Variables["where"], user.Variables["only"]), Is.EqualTo(("group", "group", "domain")));
    }

    [Test]
    public void A_hash_is_read() => Assert.That(Find("2")!.A1Hash, Is.EqualTo("0123"));

    [Test]
    public void Params_for_the_leg_lose_their_prefix() =>
        Assert.That(Find("1")!.DialVariables, Is.EqualTo(new[] { KeyValuePair.Create("x", "y") }));

    [Test]
    public void A_printed_user_shows_no_password() => Assert.That(Find("1")!.ToString(), Is.EqualTo("1@d"));

    private static DirectoryUser? Find(string name) => UserDirectory.Find(XElement.Parse(Domain), name, "d");

    private static DirectoryUser Repository(string name)
    {
        var domain = SwitchConfiguration.Child(ConfigurationFolder.Repository().Section("directory")!, "domain", "voip.example")!;
        return UserDirectory.Find(domain, name, "voip.example")!;
    }
}
