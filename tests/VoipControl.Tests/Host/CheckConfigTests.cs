using System.Text.Json.Nodes;
using NUnit.Framework;
using VoipControl.Host;
using VoipControl.Host.Cli;

namespace VoipControl.Tests.Host;

public sealed class CheckConfigTests
{
    [TestCase("all")]
    [TestCase("web")]
    [TestCase("pbx")]
    public void A_good_configuration_has_no_fault(string roles)
    {
        using var file = new ConfigFile();
        Assert.That(HostRunner.CheckConfig(roles, file.Path), Is.Zero);
    }

    [Test]
    public void Checking_starts_nothing()
    {
        using var file = new ConfigFile();
        HostRunner.CheckConfig("all", file.Path);
        Assert.That(Directory.Exists(file.Settings.JournalDirectory), Is.False);
    }

    private static IEnumerable<TestCaseData<Action<JsonObject>, string>> WrongConfigurations()
    {
        static TestCaseData<Action<JsonObject>, string> Case(string name, Action<JsonObject> change, string fault) =>
            new(change, fault) { TestName = $"A_fault_is_named_by_its_key({name})" };
        yield return Case("unknown key", static o => o["Pbx"]!["Nodess"] = new JsonArray("x"), "Pbx:Nodess is unknown; there are Url, Secret, Nodes");
        yield return Case("unknown key of a node", static o => o["Pbx"]!["Nodes"]![0]!["Pasword"] = "x", "Pbx:Nodes:0:Pasword is unknown; there are Name, Host, Port, Password");
        yield return Case("unknown section", static o => o["Pxb"] = new JsonObject { ["Url"] = "x" }, "Pxb is unknown; there are Urls, Database, Journal, Pbx, Sip, Web");
        yield return Case("unknown key of the database", static o => o["Database"]!["Password"] = "x", "Database:Password is unknown; there are ConnectionString");
        yield return Case("unknown key of role web", static o => o["Web"]!["Port"] = 80, "Web:Port is unknown");
        yield return Case("no number", static o => o["Pbx"]!["DeadAfterSeconds"] = "soon", "Pbx:DeadAfterSeconds");
        yield return Case("no number in a node", static o => o["Pbx"]!["Nodes"]![0]!["Port"] = "80x", "Pbx:Nodes:0:Port");
        yield return Case("number out of range", static o => o["Pbx"]!["DeadAfterSeconds"] = 0, "Pbx:DeadAfterSeconds must be 1 to 86400, not 0");
        yield return Case("null", static o => o["Pbx"]!["Nodes"]![0]!["Password"] = null, "Pbx:Nodes:0:Password");
        yield return Case("null secret", static o => o["Pbx"]!["Secret"] = null, "Pbx:Secret");
        yield return Case("null secret of role web", static o => o["Web"]!["PbxSecret"] = null, "Web:PbxSecret");
        yield return Case("null journal", static o => o["Journal"]!["Directory"] = null, "Journal:Directory");
        yield return Case("null connection string", static o => o["Database"]!["ConnectionString"] = null, "Database:ConnectionString");
        yield return Case("connection string of nonsense", static o => o["Database"]!["ConnectionString"] = "Sevrer=x;Password=hush-of-the-database", "Database:ConnectionString");
        yield return Case("no secret of role web", static o => o["Web"]!["PbxSecret"] = "", "Web:PbxSecret");
        yield return Case("address of nonsense", static o => o["Urls"] = "8080", "Urls must be addresses");
        yield return Case("address of another scheme", static o => o["Urls"] = "ftp://127.0.0.1:21", "Urls must be addresses");
        yield return Case("address with TLS", static o => o["Urls"] = "https://127.0.0.1:8443", "Urls must be addresses");
        yield return Case("no address", static o => o["Urls"] = " ", "Urls must not be empty");
        yield return Case("level of nonsense", static o => o["Serilog"] = new JsonObject { ["MinimumLevel"] = "Loud" }, "Serilog: ");
    }

    [TestCaseSource(nameof(WrongConfigurations))]
    public async Task A_fault_is_named_by_its_key(Action<JsonObject> change, string fault)
    {
        using var file = new ConfigFile(change);
        var error = new StringWriter();
        var code = await CommandLine.RunAsync(["check-config", "--config", file.Path], new StringWriter(), error);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(78));
            Assert.That(error.ToString(), Does.Contain(fault).And.Not.Contain("hush"));
        });
    }

    [Test]
    public void Faults_of_every_section_are_listed_at_once()
    {
        using var file = new ConfigFile(static o => (o["Pbx"]!["Secret"], o["Journal"]!["Directory"], o["Web"]!["PbxSecret"], o["Database"]!["ConnectionString"]) = ("", "x", "", ""));
        var faults = Assert.Throws<ConfigurationException>(() => HostRunner.CheckConfig("all", file.Path))!.Faults;
        Assert.That(faults.Select(static f => f.Split(' ')[0].TrimEnd(':')), Is.SupersetOf(new[] { "Pbx:Secret", "Journal:Directory", "Web:PbxSecret", "Database:ConnectionString" }));
    }

    [Test]
    public void A_fault_of_a_role_that_does_not_run_here_is_not_told()
    {
        using var file = new ConfigFile(static o => o["Pbx"]!["Secret"] = "");
        Assert.That(HostRunner.CheckConfig("web", file.Path), Is.Zero);
    }

    [Test]
    public async Task Running_with_a_wrong_configuration_ends_with_78_too()
    {
        using var file = new ConfigFile(static o => o["Pbx"]!["Secret"] = "");
        Assert.That(await CommandLine.RunAsync(["run", "--config", file.Path], new StringWriter(), new StringWriter()), Is.EqualTo(78));
    }
}
