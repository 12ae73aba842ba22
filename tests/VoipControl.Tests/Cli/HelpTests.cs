using System.CommandLine;
using NUnit.Framework;
using VoipControl.Host.Cli;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class HelpTests
{
    private static IEnumerable<string> Paths()
    {
        var environment = new CliEnvironment { Output = TextWriter.Null, Error = TextWriter.Null };
        return Walk(CommandLine.Build(environment), "");
    }

    private static IEnumerable<string> Walk(Command command, string path) =>
        [path, .. command.Subcommands.SelectMany(c => Walk(c, $"{path} {c.Name}".Trim()))];

    [TestCaseSource(nameof(Paths))]
    public async Task Every_command_describes_itself_and_shows_an_example(string path)
    {
        var run = await CliRun.OfAsync([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.Zero);
            Assert.That(run.Output, Does.Contain("Description:"));
            Assert.That(run.Output, Does.Match($@"Examples:\s+voipcontrol {path}"));
            Assert.That(run.Error, Is.Empty);
        });
    }

    [Test]
    public void Every_command_of_the_guide_is_there()
    {
        string[] expected =
        [
            "run", "migrate", "check-config", "roles", "lab", "probe", "calls", "records", "nodes", "call show", "call originate", "call follow", "call hangup", "call transfer", "call hold",
            "call unhold", "call park", "call dtmf", "call record", "token create", "token list", "token revoke", "journal inspect",
        ];
        Assert.That(expected, Is.SubsetOf(Paths()));
    }

    [TestCaseSource(nameof(Paths))]
    public void Every_example_is_a_command_line_that_parses(string path)
    {
        var root = CommandLine.Build(new CliEnvironment { Output = TextWriter.Null, Error = TextWriter.Null });
        var command = path.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate((Command)root, static (c, name) => c.Subcommands.Single(s => s.Name == name));
        var wrong = (command is CliCommand known ? known.Examples : []).Where(example => root.Parse(example.Split(" # ")[0].Split(" > ")[0].Replace("'", "", StringComparison.Ordinal)).Errors.Count > 0);
        Assert.That(wrong, Is.Empty);
    }
}
