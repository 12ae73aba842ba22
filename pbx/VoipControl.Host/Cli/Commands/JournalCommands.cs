using System.CommandLine;
using System.Globalization;
using VoipControl.Host.Cli.Output;
using VoipControl.Store.Journals;
using VoipControl.Store.MySql;

namespace VoipControl.Host.Cli.Commands;

/// <summary>journal inspect: what lies in a journal on this machine's disk.</summary>
internal static class JournalCommands
{
    public static CliCommand Create(CliEnvironment environment) =>
        new("journal", "Looks into the local journal, where facts lie until MySQL has them.", "journal inspect", "journal inspect --verify") { Inspect(environment) };

    private static CliCommand Inspect(CliEnvironment environment)
    {
        var config = HostCommands.Config();
        var directory = new Option<string?>("--directory") { Description = "The journal's folder, instead of Journal:Directory of the configuration.", HelpName = "DIR" };
        var facts = new Option<bool>("--facts") { Description = "Also list the facts." };
        var from = new Option<long>("--from-position") { Description = "First position to list facts from.", HelpName = "P", DefaultValueFactory = static _ => 0 };
        var limit = new Option<int>("--limit") { Description = "Most facts to list, 1 to 100000.", HelpName = "N", DefaultValueFactory = static _ => 100, CustomParser = Parsing.Number(1, 100_000) };
        var verify = new Option<bool>("--verify") { Description = "Also read every entry as a fact, and end with 1 when anything is damaged." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document and nothing else." };
        var command = new CliCommand("inspect",
            "Shows a journal's segments, how much of it MySQL has, and whether every checksum holds. It changes nothing and works while `run` writes.",
            "journal inspect --config /etc/voipcontrol/voipcontrol.json", "journal inspect --directory /var/lib/voipcontrol/journal --facts --limit 20", "journal inspect --verify --json") { config, directory, facts, from, limit, verify, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(config) is not null && result.GetResult(directory) is not null) result.AddError("Only one of --config and --directory can be given.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = parsed.GetValue(directory) ?? environment.Host.JournalDirectory(parsed.GetValue(config));
            var report = await Progress.TellAsync(environment, () => $"Reading the journal in {folder} …",
                Task.Run(() => JournalReport.Read(folder, parsed.GetValue(verify), parsed.GetValue(facts) ? parsed.GetValue(limit) : 0, parsed.GetValue(from), cancellation), cancellation));
            if (parsed.GetValue(directory) is null) report = report with { Stored = await CursorAsync(environment, report.Directory, parsed.GetValue(config), cancellation) };
            if (parsed.GetValue(json)) new Screen(environment).Json(report.Write);
            else Show(environment, report, parsed.GetValue(facts));
            return parsed.GetValue(verify) && !report.IsSound ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<long?> CursorAsync(CliEnvironment environment, string folder, string? configFile, CancellationToken cancellation)
    {
        try
        {
            await using var database = new VoipDatabase(environment.Host.ConnectionString(configFile));
            return await Progress.TellAsync(environment, () => $"Waiting for the database at {database.Address} …", new JournalInspector(folder).CursorAsync(database, cancellation));
        }
        catch (Exception e) when (e is ConfigurationException or ArgumentException or System.Data.Common.DbException)
        {
            // The journal is looked at most when the database is away.
            new Screen(environment).Notice($"How much of it MySQL has is unknown: {e.Message}");
            return null;
        }
    }

    private static void Show(CliEnvironment environment, JournalReport report, bool withFacts)
    {
        var screen = new Screen(environment);
        var head = new TableView().With("JOURNAL").With(report.Id.ToString());
        head.Row("folder", report.Directory);
        head.Row("facts", report.Entries.ToString(CultureInfo.InvariantCulture));
        head.Row("bytes", report.Bytes.ToString(CultureInfo.InvariantCulture));
        head.Row("end position", report.End.ToString(CultureInfo.InvariantCulture));
        if (report.Stored is { } stored) head.Row("stored up to", string.Create(CultureInfo.InvariantCulture, $"{stored}{(stored >= report.End ? ": MySQL has everything" : $": {report.End - stored} bytes wait")}"));
        head.Row("checksums", report.Damaged == 0 ? new Cell("good", Tone.Good) : new Cell($"damage in {report.Damaged} segment(s)", Tone.Bad));
        if (report.Unreadable is { } unreadable) head.Row("unreadable facts", new Cell(unreadable.ToString(CultureInfo.InvariantCulture), unreadable > 0 ? Tone.Bad : Tone.Good));
        screen.Table(head);
        screen.Line("");
        if (report.Segments.Count == 0)
        {
            screen.Line("It has no segment yet: nothing was written.");
            return;
        }
        var segments = new TableView().With("SEGMENT").With("FIRST POSITION", 2, right: true).With("FIRST FACT", 1, right: true).With("FACTS", right: true).With("BYTES", right: true).With("STATE");
        foreach (var s in report.Segments)
        {
            segments.Row(s.File, Number(s.FirstPosition), Number(s.FirstNumber), Number(s.Entries), Number(s.Bytes),
                s.DamagedAt is { } at ? new Cell($"damaged at position {Number(at)}", Tone.Bad)
                    : s.UnfinishedBytes > 0 ? new Cell($"{Number(s.UnfinishedBytes)} bytes unfinished: being written, or cut off at the next start", Tone.Warning) : new Cell("good", Tone.Good));
        }
        screen.Table(segments);
        if (report.Damaged > 0) screen.Notice("Damaged entries were durable once: check the disk, keep a copy of the folder, and compare the calls of that time with the switch's own records.");
        if (!withFacts) return;
        screen.Line("");
        if (report.Facts.Count == 0)
        {
            screen.Line("No fact lies at or after that position.");
            return;
        }
        var table = new TableView().With("FACT", right: true).With("POSITION", 2, right: true).With("AT").With("WHAT").With("LEG").With("NODE", 1);
        foreach (var entry in report.Facts)
        {
            table.Row(Number(entry.Number), Number(entry.Position), entry.Fact is { } fact ? Times.Text(fact.At) : "",
                entry.Fact is { } known ? Words.Of(known.Kind) : new Cell("not a fact", Tone.Bad), entry.Fact?.Leg.ToString(), entry.Fact?.Node);
        }
        screen.Table(table);
        if (report.NextFact is { } next) screen.Notice($"There are more: add --from-position {Number(next)} or a larger --limit.");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
