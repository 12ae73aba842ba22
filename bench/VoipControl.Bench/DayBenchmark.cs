using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using VoipControl.Pbx;
using VoipControl.Store.Calls;
using VoipControl.Store.Queries;
using VoipControl.Testing;

namespace VoipControl.Bench;

/// <summary>
/// A dispatch centre's day of 25,000 bridged calls, as fast as they are taken: two lab switches (processes of their own)
/// -> event socket -> state -> journal -> MariaDB, on one machine. The switches play the next calls when those before are in
/// MariaDB, so that no queue fills; time runs from the first event to the last record in MariaDB.
/// </summary>
internal static class DayBenchmark
{
    private const int Chunk = 50;

    /// <summary>Calls a switch may be ahead of MariaDB.</summary>
    private const int Window = 4 * Chunk;

    private const int EventsACall = 17;

    public static async Task<int> RunAsync(bool shortRun)
    {
        var calls = shortRun ? 2_000 : 25_000;
        await using var server = await MariaDbServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        await using var first = await LabChild.StartAsync("lab-a");
        await using var second = await LabChild.StartAsync("lab-b");
        var folder = Directory.CreateTempSubdirectory("voipcontrol-bench-");
        try
        {
            var settings = new ControlPlaneSettings(server.ConnectionStringOf(database.DatabaseName), Path.Combine(folder.FullName, "journal"))
                .AddNode(first.Name, first.Endpoint, LabChild.Password).AddNode(second.Name, second.Endpoint, LabChild.Password);
            foreach (var key in settings.Pbx.Keys.ToList()) settings.Pbx.Remove(key);
            await using var plane = await ControlPlane.StartAsync(settings, "pbx");
            await plane.ConnectedAsync();
            // Code is compiled and connections are open before the clock starts; these calls are checked like the others.
            var warmUp = shortRun ? 200 : 1_000;
            await PlayAsync(plane, [first, second], warmUp);
            await StoredAsync(plane);

            var commits = new Commits();
            plane.Services.GetRequiredService<PbxMetrics>().StoredListener = commits.Add;
            using var memory = new MemoryWatch();
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var clock = Stopwatch.StartNew();
            await PlayAsync(plane, [first, second], calls, clock, memory);
            var played = clock.Elapsed;
            await StoredAsync(plane);
            var seconds = clock.Elapsed.TotalSeconds;
            var perEvent = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / ((double)calls * EventsACall);
            memory.Stop();

            Console.Error.WriteLine("comparing records with what the switches did");
            var ledger = await first.LedgerAsync();
            ledger.AddRange(await second.LedgerAsync());
            var faults = Truth.Faults(ledger, await RecordsAsync(new CallQueries(database)));
            foreach (var fault in faults.Take(10)) Console.Error.WriteLine(fault);
            var (p50, p99) = commits.Percentiles();
            Table.Print($"A day of {calls} bridged calls, {EventsACall} events each, from two lab switches",
                ("seconds, first event to last record stored", seconds.ToString("F1", CultureInfo.InvariantCulture)),
                ("seconds until the last fact was durable in the journal", played.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)),
                ("calls/s", (calls / seconds).ToString("F0", CultureInfo.InvariantCulture)),
                ("events/s", (calls * EventsACall / seconds).ToString("F0", CultureInfo.InvariantCulture)),
                ("records", ledger.Count - faults.Count(static f => f.EndsWith("no record", StringComparison.Ordinal)) - warmUp),
                ("wrong, lost or double", faults.Count),
                ("event to commit, ms, median", p50.ToString("F0", CultureInfo.InvariantCulture)),
                ("event to commit, ms, 99 of 100", p99.ToString("F0", CultureInfo.InvariantCulture)),
                ("bytes allocated an event (everything in the control plane)", perEvent.ToString("F0", CultureInfo.InvariantCulture)),
                ("live heap MiB at a quarter, half, three quarters and the end", memory.LiveHeap),
                ("highest working set MiB", memory.Highest >> 20));
            Table.PrintJson(new
            {
                seconds = Math.Round(seconds, 2),
                records = ledger.Count - warmUp - faults.Count,
                wrong = faults.Count,
                calls_per_s = Math.Round(calls / seconds, 1),
                events_per_s = Math.Round(calls * EventsACall / seconds),
                commit_ms_p50 = Math.Round(p50, 1),
                commit_ms_p99 = Math.Round(p99, 1),
                bytes_per_event = Math.Round(perEvent),
                working_set_mib = memory.Highest >> 20,
            });
            return faults.Count == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PlayAsync(ControlPlane plane, LabChild[] switches, int calls, Stopwatch? clock = null, MemoryWatch? memory = null)
    {
        // 15 facts a call say something new: CALL_UPDATE and CHANNEL_DESTROY, twice each, do not, and a bridge is two facts.
        const int FactsACall = 15;
        var writer = plane.Services.GetRequiredService<CallWriter>();
        var begin = plane.Journal.CommittedNumber;
        var sent = 0;
        var told = TimeSpan.FromSeconds(5);
        while (sent < calls)
        {
            var size = Math.Min(Chunk, (calls - sent) / switches.Length);
            await Task.WhenAll(switches.Select(s => s.FloodAsync(size)));
            sent += size * switches.Length;
            await Poll.UntilAsync("MariaDB takes the calls", TimeSpan.FromMinutes(1), TimeProvider.System,
                () => plane.Journal.CommittedNumber - writer.Lag.Facts - begin >= ((long)sent - (Window * switches.Length)) * FactsACall, interval: TimeSpan.FromMilliseconds(1));
            memory?.Progress((double)sent / calls);
            if (clock is null || clock.Elapsed < told) continue;
            told += TimeSpan.FromSeconds(5);
            Console.Error.WriteLine($"{clock.Elapsed.TotalSeconds,4:F0} s  {sent,6} of {calls} calls played");
        }
        await Poll.UntilAsync("the journal has every fact", TimeSpan.FromMinutes(1), TimeProvider.System,
            () => plane.Journal.CommittedNumber - begin >= (long)sent * FactsACall, interval: TimeSpan.FromMilliseconds(1));
    }

    private static Task StoredAsync(ControlPlane plane)
    {
        var writer = plane.Services.GetRequiredService<CallWriter>();
        return Poll.UntilAsync("MariaDB has everything", TimeSpan.FromMinutes(5), TimeProvider.System, () => writer.Lag.Facts == 0, interval: TimeSpan.FromMilliseconds(1));
    }

    internal static async Task<List<CallRecord>> RecordsAsync(CallQueries queries)
    {
        var records = new List<CallRecord>();
        PagePosition? after = null;
        do
        {
            var page = await queries.ListRecordsAsync(new CallFilter(), after, 500);
            records.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return records;
    }

    /// <summary>Time from event to commit of every fact, in steps of a millisecond.</summary>
    private sealed class Commits
    {
        private readonly long[] _milliseconds = new long[60_000];

        public void Add(StoredBatch batch)
        {
            foreach (var fact in batch.Facts)
                _milliseconds[Math.Clamp((int)(batch.CommittedAt - fact.At).TotalMilliseconds, 0, _milliseconds.Length - 1)]++;
        }

        public (double P50, double P99) Percentiles()
        {
            var total = _milliseconds.Sum();
            return (At(total / 2), At(total * 99 / 100));

            double At(long rank)
            {
                long seen = 0;
                for (var i = 0; i < _milliseconds.Length; i++)
                    if ((seen += _milliseconds[i]) > rank) return i;
                return _milliseconds.Length;
            }
        }
    }
}
