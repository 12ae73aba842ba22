using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Lab.Configuration;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab;

internal sealed class SwitchConfigurationTests
{
    private static readonly string[] Sections = ["configuration", "directory", "dialplan"];

    [Test]
    public void The_repository_s_configuration_has_its_three_sections()
    {
        var configuration = ConfigurationFolder.Repository();

        Assert.That(Sections.Where(s => configuration.Section(s) is null), Is.Empty);
    }

    [Test]
    public void The_repository_s_configuration_uses_no_name_that_the_example_does_not_set()
    {
        // Its first comment speaks of $${name}.
        Assert.That(ConfigurationFolder.Repository().Warnings, Has.All.EndsWith("$${name} is not set"));
    }

    [TestCase("switchname", "voip")]
    [TestCase("CORE-DB-NAME", "/dev/shm/freeswitch/core.db")]
    [TestCase("event-heartbeat-interval", "1")]
    public void Settings_are_found_by_name_with_variables_put_in(string name, string value) =>
        Assert.That(ConfigurationFolder.Repository().Settings("switch.conf")[name], Is.EqualTo(value));

    [Test]
    public void A_profile_included_from_the_folder_beside_is_found() =>
        Assert.That(ConfigurationFolder.Repository().SofiaProfile("internal")!["sip-ip"], Is.EqualTo("192.0.2.10"));

    [Test]
    public void The_real_folder_without_a_node_file_takes_given_variables()
    {
        var configuration = SwitchConfiguration.Load(
            RepositoryFolders.Dialplans, new Dictionary<string, string> { ["sip_ip"] = "127.0.0.9" });

        Assert.That(configuration.SofiaProfile("internal")!["sip-ip"], Is.EqualTo("127.0.0.9"));
    }

    [Test]
    public void A_set_in_a_file_replaces_a_given_variable_from_there_on()
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml",
            "<a>\n<b v=\"$${x}\"/>\n<X-PRE-PROCESS cmd=\"set\" data=\"x = two\"/>\n<c v=\"$${x}\"/>\n</a>");

        var root = SwitchConfiguration.Load(folder.Path, new Dictionary<string, string> { ["x"] = "one" }).Root;

        Assert.That(root.Elements().Select(e => e.Attribute("v")!.Value), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public void Files_of_a_pattern_are_included_in_the_order_of_their_names()
    {
        using var folder = new ConfigurationFolder()
            .With("freeswitch.xml", "<a>\n<X-PRE-PROCESS cmd=\"include\" data=\"d/*.xml\"/>\n</a>")
            .With("d/2.xml", "<two/>").With("d/1.xml", "<include>\n<one/>\n</include>").With("d/3.txt", "<three/>");

        Assert.That(folder.Load().Root.Elements().Select(e => e.Name.LocalName), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public void What_shares_a_line_with_a_command_is_lost_as_in_the_real_switch()
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml",
            "<a>\n<b/><X-PRE-PROCESS cmd=\"set\" data=\"x=1\"/><c/>\n<d v=\"$${x}\"/>\n</a>");

        Assert.That(folder.Load().Root.ToString().ReplaceLineEndings(""), Is.EqualTo("<a><d v=\"1\" /></a>"));
    }

    [Test]
    public void An_include_without_a_file_is_a_warning()
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml", "<a>\n<X-PRE-PROCESS cmd=\"include\" data=\"no/*.xml\"/>\n</a>");

        Assert.That(folder.Load().Warnings, Is.EqualTo(new[] { "freeswitch.xml:2: no file to include at no/*.xml" }));
    }

    [TestCase("../secret.xml")]
    [TestCase("d/../../secret.xml")]
    [TestCase("/etc/passwd")]
    public void An_include_that_leads_out_of_the_folder_is_refused(string path)
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml", $"<a>\n<X-PRE-PROCESS cmd=\"include\" data=\"{path}\"/>\n</a>");

        Assert.That(folder.Load, Refuses($"freeswitch.xml:2: include \"{path}\" leads out of the configuration's folder."));
    }

    [Test]
    public void A_link_that_leads_out_of_the_folder_is_refused()
    {
        using var outside = new ConfigurationFolder().With("secret.xml", "<secret/>");
        using var folder = new ConfigurationFolder().With("freeswitch.xml", "<a>\n<X-PRE-PROCESS cmd=\"include\" data=\"*.lnk\"/>\n</a>");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "x.lnk"), Path.Combine(outside.Path, "secret.xml"));

        Assert.That(folder.Load, Refuses("freeswitch.xml:2: x.lnk is a link out of the configuration's folder."));
    }

    [Test]
    public void A_file_that_includes_itself_is_refused()
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml", "<X-PRE-PROCESS cmd=\"include\" data=\"freeswitch.xml\"/>");

        Assert.That(folder.Load, Refuses("freeswitch.xml:1: includes are nested deeper than 20."));
    }

    [TestCase("exec")]
    [TestCase("exec-set")]
    [TestCase("env-set")]
    public void Commands_that_reach_beyond_the_folder_are_refused(string command)
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml", $"<a>\n<X-PRE-PROCESS cmd=\"{command}\" data=\"x=id\"/>\n</a>");

        Assert.That(folder.Load, Refuses($"freeswitch.xml:2: X-PRE-PROCESS cmd \"{command}\" is not supported; set and include are."));
    }

    [Test]
    public void An_external_entity_is_refused()
    {
        using var folder = new ConfigurationFolder()
            .With("freeswitch.xml", "<!DOCTYPE a [<!ENTITY x SYSTEM \"secret.txt\">]>\n<a>&x;</a>").With("secret.txt", "secret");

        Assert.That(folder.Load, Throws.InstanceOf<ConfigurationException>().With.Message.Contains("DTD is prohibited"));
    }

    [Test]
    public void An_error_names_the_included_file_and_its_line()
    {
        using var folder = new ConfigurationFolder()
            .With("freeswitch.xml", "<a>\n\n<X-PRE-PROCESS cmd=\"include\" data=\"d/*.xml\"/>\n</a>").With("d/bad.xml", "<include>\n<b>\n</c>\n</include>");

        Assert.That(folder.Load, Throws.InstanceOf<ConfigurationException>().With.Message.StartsWith(Path.Combine("d", "bad.xml") + ":3: "));
    }

    [TestCase("file", "freeswitch.xml has more than 40 bytes.")]
    [TestCase("characters", "freeswitch.xml:4: the configuration has more than 20 characters.")]
    [TestCase("depth", "freeswitch.xml:3: Elements are nested deeper than 2.")]
    public void A_configuration_beyond_a_limit_is_refused(string limit, string reason)
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml", "<aaaaaaaa>\n<b>\n<c>\n<d/>\n</c>\n</b>\n</aaaaaaaa>");
        var limits = limit switch
        {
            "file" => new ConfigurationLimits { FileBytes = 40 },
            "characters" => new ConfigurationLimits { Characters = 20 },
            _ => new ConfigurationLimits { ElementDepth = 2 },
        };

        Assert.That(() => folder.Load(limits), Throws.InstanceOf<ConfigurationException>().With.Message.StartsWith(reason));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        using var folder = new ConfigurationFolder();

        Assert.That(folder.Load, Throws.InstanceOf<ConfigurationException>().With.Message.StartsWith("freeswitch.xml cannot be read: "));
    }

    [Test]
    public void Any_text_is_read_or_refused_with_a_reason() =>
        Prop.ForAll(Arb.From(Gen.Elements(
            "<a>", "</a>", "<a/>", "<X-PRE-PROCESS cmd=\"set\" data=\"x=$${x}$${x}\"/>", "\n", "$${", "}", "<!--", "-->", "&amp;", "&x;", "\"", "<![CDATA[",
            "]]>", "<?xml version=\"1.0\"?>", "\0", "ä", "<!DOCTYPE a>", "X-PRE-PROCESS", "<X-PRE-PROCESS", "cmd=\"include\"", "data=\"*\"/>").ListOf()), parts =>
        {
            using var folder = new ConfigurationFolder();
            File.WriteAllText(Path.Combine(folder.Path, "freeswitch.xml"), string.Concat(parts), new UTF8Encoding(false));
            try
            {
                return folder.Load().Root is not null;
            }
            catch (ConfigurationException e)
            {
                return e.Message.Length > 0;
            }
        }).QuickCheckThrowOnFailure();

    private static NUnit.Framework.Constraints.EqualStringConstraint Refuses(string reason) =>
        Throws.InstanceOf<ConfigurationException>().With.Message.EqualTo(reason);
}
