using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Store.Journals;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class JournalInspectTests
{
    private string _folder = "";

    [SetUp]
    public async Task Write()
    {
        _folder = Directory.CreateTempSubdirectory("voipcontrol-cli-").FullName;
        await using var journal = Journal.Open(new JournalOptions { Directory = _folder }, TimeProvider.System, NullLogger.Instance);
        for (var i = 0; i < 5; i++)
        {
            await journal.AppendAsync(new LegFact
            {
                Kind = FactKind.EarlyMedia,
                Leg = new LegId(Guid.Parse(ScriptedApi.SampleId)),
                Core = Guid.Parse(ScriptedApi.SampleId),
                Sequence = i,
                At = new DateTime(2026, 1, 1, 0, 0, i, DateTimeKind.Utc),
                Node = "a\u001b[2J",
            });
            // A group of its own: damage in the last group cannot be told from a write that a crash cut off.
            await journal.FlushAsync();
        }
    }

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_sound_journal_passes_verification()
    {
        var run = await CliRun.OfAsync("journal", "inspect", "--directory", _folder, "--verify");
        Assert.That((run.Code, run.Output.Contains("good", StringComparison.Ordinal)), Is.EqualTo((0, true)), run.Error);
    }

    [Test]
    public async Task Facts_are_listed_up_to_the_limit()
    {
        var run = await CliRun.OfAsync("journal", "inspect", "--directory", _folder, "--facts", "--limit", "2");
        Assert.Multiple(() =>
        {
            Assert.That(run.Output, Does.Match(@"2026-01-01 00:00:01Z\s+early media\s+" + ScriptedApi.SampleId));
            Assert.That(run.Output, Does.Not.Contain("00:00:02Z").And.Not.Contain('\u001b'));
            Assert.That(run.Error, Does.Contain("--from-position"));
        });
    }

    [Test]
    public async Task Json_is_one_document_with_the_facts()
    {
        using var document = JsonDocument.Parse((await CliRun.OfAsync("journal", "inspect", "--directory", _folder, "--facts", "--json")).Output);
        Assert.That((document.RootElement.GetProperty("entries").GetInt64(), document.RootElement.GetProperty("facts").GetArrayLength()), Is.EqualTo((5, 5)));
    }

    [TestCase(true, 1)]
    [TestCase(false, 0)]
    public async Task Damage_fails_a_verification_and_is_shown_without(bool verify, int code)
    {
        var segment = Directory.GetFiles(_folder, "*.segment").Single();
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[20] ^= 0xff;
        await File.WriteAllBytesAsync(segment, bytes);
        var run = await CliRun.OfAsync(["journal", "inspect", "--directory", _folder, .. verify ? (string[])["--verify"] : []]);
        Assert.That((run.Code, run.Output.Contains("damaged at position 0", StringComparison.Ordinal)), Is.EqualTo((code, true)), run.Output);
    }

    [Test]
    public async Task The_folder_comes_from_the_configuration_and_a_missing_database_does_not_matter()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Journal:Directory", _folder)]).Build();
        var run = await CliRun.OfAsync(e => e with { Host = CliRun.NoHost with { Load = _ => settings } }, ["journal", "inspect"]);
        Assert.That((run.Code, run.Error.Contains("unknown", StringComparison.Ordinal)), Is.EqualTo((0, true)));
    }

    [Test]
    public async Task A_folder_without_a_journal_ends_with_1() =>
        Assert.That((await CliRun.OfAsync("journal", "inspect", "--directory", Path.GetTempPath())).Code, Is.EqualTo(1));
}
