using System.Diagnostics;
using System.Globalization;
using VoipControl.Lab;
using VoipControl.Store.Queries;
using VoipControl.Testing;

namespace VoipControl.Bench;

/// <summary>
/// MariaDB is stopped for 60 s under 10 calls a second, and the control plane is killed with -9 in the middle of that.
/// Afterwards every call must have its one record; while the journal is stored MySQL must have its facts in their order.
/// </summary>
internal static class OutageBenchmark
{
    private const int CallsPerSecond = 10;

    public static async Task<int> RunAsync(bool shortRun)
    {
        var (before, outage, after) = shortRun ? (3, 8, 3) : (10, 60, 10);
        await using var server = await MariaDbServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("voipcontrol-bench-");
        try
        {
            await using var first = await LabChild.StartAsync("lab-a", folder.CreateSubdirectory("cdr-a").FullName);
            await using var second = await LabChild.StartAsync("lab-b", folder.CreateSubdirectory("cdr-b").FullName);
            var settings = new ControlPlaneSettings(server.ConnectionStringOf(database.DatabaseName), Path.Combine(folder.FullName, "journal"))
                .AddNode(first.Name, first.Endpoint, LabChild.Password, Path.Combine(folder.FullName, "cdr-a"))
                .AddNode(second.Name, second.Endpoint, LabChild.Password, Path.Combine(folder.FullName, "cdr-b"));
            var plane = await ControlPlaneProcess.StartAsync(settings, folder.FullName, "pbx");
            try
            {
                await plane.ReadyAsync();
                foreach (var child in new[] { first, second })
                    await child.SendAsync(string.Create(CultureInfo.InvariantCulture, $"traffic {CallsPerSecond / 2.0}"));
                await StepAsync("traffic runs", before);
                await server.StopAsync(kill: true);
                await StepAsync("MariaDB is stopped", outage / 2);
                await plane.KillAsync();
                await plane.DisposeAsync();
                plane = await ControlPlaneProcess.StartAsync(settings, folder.FullName, "pbx");
                await StepAsync("the control plane was killed with -9 and started again", outage - (outage / 2));
                await server.StartAsync();
                var order = new OrderWatch(database, settings.JournalDirectory);
                using var watched = new CancellationTokenSource();
                var watching = order.RunAsync(watched.Token);
                var clock = Stopwatch.StartNew();
                var behind = new FileInfo(Directory.EnumerateFiles(settings.JournalDirectory, "*").MaxBy(static f => new FileInfo(f).Length)!).Length;
                await DrainedAsync(plane);
                var replay = clock.Elapsed.TotalSeconds;
                await watched.CancelAsync();
                await watching;
                await StepAsync($"MariaDB is back and the journal replayed in {replay:F1} s", after);
                foreach (var child in new[] { first, second }) await child.SendAsync("quiet");
                return await JudgeAsync(new CallQueries(database), [first, second], order, replay, behind);
            }
            finally
            {
                await plane.DisposeAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> JudgeAsync(CallQueries queries, LabChild[] switches, OrderWatch order, double replay, long behind)
    {
        Console.Error.WriteLine("waiting for the last calls to end and be stored");
        var ledger = new List<LabCallOutcome>();
        List<string> faults = [];
        for (var attempt = 0; attempt < 40; attempt++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            ledger = [.. await switches[0].LedgerAsync(), .. await switches[1].LedgerAsync()];
            if (ledger.Exists(static c => c.Outcome == LabOutcome.InProgress)) continue;
            faults = Truth.Faults(ledger, await DayBenchmark.RecordsAsync(queries));
            if (faults.Count == 0) break;
        }
        var records = await DayBenchmark.RecordsAsync(queries);
        var lost = faults.Count(static f => f.EndsWith("no record", StringComparison.Ordinal));
        var duplicates = records.Count - records.Select(static r => r.CallId).Distinct().Count();
        var foreign = faults.Count(static f => f.EndsWith("of no call", StringComparison.Ordinal));
        var (states, disorder) = order.Judge();
        foreach (var fault in faults.Take(10)) Console.Error.WriteLine(fault);
        Table.Print($"MariaDB stopped under {CallsPerSecond} calls/s, control plane killed with -9 meanwhile",
            ("calls the switches placed", ledger.Count), ("records", records.Count), ("lost", lost), ("double or foreign", duplicates + foreign),
            ("wrong", faults.Count - lost - foreign), ("states seen while the journal was stored", states), ("of them with a later fact before an earlier one", disorder),
            ("journal at MariaDB's return, KiB", behind >> 10), ("seconds until the journal was stored", replay.ToString("F1", CultureInfo.InvariantCulture)));
        Table.PrintJson(new
        {
            calls = ledger.Count,
            records = records.Count,
            lost,
            duplicates = duplicates + foreign,
            wrong = faults.Count - lost - foreign,
            disorder,
            replay_s = Math.Round(replay, 2),
        });
        return faults.Count + disorder == 0 ? 0 : 1;
    }

    private static async Task StepAsync(string what, int seconds)
    {
        Console.Error.WriteLine($"{what}; {seconds} s");
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
    }

    /// <summary>Waits until the control plane's readiness says that MySQL is not behind any more.</summary>
    private static async Task DrainedAsync(ControlPlaneProcess plane)
    {
        using var http = new HttpClient { BaseAddress = new Uri(plane.Url) };
        await Poll.UntilAsync("the journal is stored", TimeSpan.FromMinutes(2), TimeProvider.System, async () =>
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            using var health = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            var store = health.RootElement.GetProperty("checks").GetProperty("store");
            return store.GetProperty("status").GetString() == "healthy" && store.GetProperty("details").GetProperty("facts_behind").GetInt64() < 50;
        });
    }
}
