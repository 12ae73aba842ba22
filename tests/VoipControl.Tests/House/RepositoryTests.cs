using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace VoipControl.Tests.House;

/// <summary>What holds for the repository as a whole.</summary>
[TestFixture]
internal sealed partial class RepositoryTests
{
    /// <summary>Scripts that people and build servers start.</summary>
    private static readonly string[] Scripts = ["run", "test", "bench/run", ".ci/run"];

    [Test]
    public void The_repository_names_no_machine_path()
    {
        var naming = TextFiles().Where(static file => MachinePath().IsMatch(Repository.Read(file)));
        Assert.That(naming, Is.Empty);
    }

    [Test]
    public void Every_migration_is_dated_and_in_order()
    {
        var names = Repository.Files()
            .Where(static file => file.StartsWith("pbx/VoipControl.Store/Migrations/", StringComparison.Ordinal) && file.EndsWith(".sql", StringComparison.Ordinal))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.That(names, Is.Not.Empty);
        Assert.That(names.Where(static name => !IsDated(name!)), Is.Empty, "a migration is named YYYYMMDD-NNNN-what.sql");
        var numbers = names.Select(static name => int.Parse(name!.AsSpan(9, 4), CultureInfo.InvariantCulture));
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, names.Count)), "by date and by number the order is the same, without gaps");
    }

    [SupportedOSPlatform("linux")]
    [TestCaseSource(nameof(Scripts))]
    public void A_script_may_be_executed(string script)
    {
        Assert.That(File.GetUnixFileMode(Repository.At(script)).HasFlag(UnixFileMode.UserExecute), Is.True);
    }

    [Test]
    public async Task Shellcheck_finds_nothing_in_the_scripts()
    {
        Repository.Require("shellcheck");
        var (code, output) = await Repository.RunAsync("shellcheck", ["--severity=warning", "--external-sources", .. Scripts, ".ci/prepare.sh"]);
        Assert.That(code, Is.Zero, output);
    }

    [TestCase("run", "--helpp")]
    [TestCase("run", "--for", "soon")]
    [TestCase("test", "--filter")]
    [TestCase("bench/run", "no-such-benchmark")]
    [TestCase("bench/run")]
    public async Task A_script_refuses_what_it_does_not_know_as_a_usage_error(string script, params string[] arguments)
    {
        var (code, output) = await Repository.RunAsync("bash", [script, .. arguments]);
        Assert.That(code, Is.EqualTo(2), output);
    }

    [TestCase("run")]
    [TestCase("test")]
    [TestCase("bench/run")]
    public async Task A_script_explains_itself(string script)
    {
        var (_, output) = await Repository.RunAsync("bash", [script, "--help"]);
        Assert.That(output, Does.StartWith("usage: "));
    }

    [Test]
    public void Every_link_of_a_document_leads_to_a_file()
    {
        var broken = Repository.Files()
            .Where(static file => file.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(static file => MarkdownLink().Matches(Repository.Read(file)).Select(match => (file, Target: match.Groups[1].Value)))
            .Where(static link => !link.Target.Contains(':', StringComparison.Ordinal))
            .Where(static link => !Path.Exists(Repository.At(Path.Combine(Path.GetDirectoryName(link.file)!, link.Target))));
        Assert.That(broken, Is.Empty);
    }

    private static bool IsDated(string name) =>
        MigrationName().IsMatch(name) && DateOnly.TryParseExact(name.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static IEnumerable<string> TextFiles() => Repository.Files()
        .Where(static file => !file.EndsWith("/RepositoryTests.cs", StringComparison.Ordinal))
        .Where(static file => !Encoding.Latin1.GetString(Beginning(file)).Contains('\0', StringComparison.Ordinal));

    private static byte[] Beginning(string file)
    {
        using var stream = File.OpenRead(Repository.At(file));
        var bytes = new byte[Math.Min(stream.Length, 8192)];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // Folders of one machine and homes of people; a user's own folder is written ~ or $HOME.
    [GeneratedRegex(@"(?<![\w.$}~-])/(work|opt/freeswitch|root|home/\w+|Users/\w+)/(?![\w.-]*\.example)", RegexOptions.CultureInvariant)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^\d{8}-\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.sql$", RegexOptions.CultureInvariant)]
    private static partial Regex MigrationName();

    [GeneratedRegex(@"\]\(([^)#\s]+)(#[^)]*)?\)", RegexOptions.CultureInvariant)]
    private static partial Regex MarkdownLink();
}
