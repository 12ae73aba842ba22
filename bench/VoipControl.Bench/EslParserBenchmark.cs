using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using VoipControl.Esl;

namespace VoipControl.Bench;

/// <summary>
/// One TCP connection flooded with captured events, five headers of each read: this client against modesl 1.2.1 from npm,
/// in alternating rounds of one run.
/// </summary>
internal static class EslParserBenchmark
{
    private static readonly EslHeaderSet s_headers = new("Event-Name", "Unique-ID", "Event-Sequence", "Event-Date-Timestamp", "Hangup-Cause");

    /// <summary>Runs it; the last line printed is one JSON object.</summary>
    /// <returns>Zero, or one when the peer could not be run.</returns>
    public static async Task<int> RunAsync(bool shortRun)
    {
        int rounds = shortRun ? 3 : 7;
        int blocks = shortRun ? 200 : 600;
        int peerBlocks = shortRun ? 15 : 40;
        using EslParserFlood flood = EslParserFlood.FromCaptures(Path.Combine(AppContext.BaseDirectory, "Captures", "esl"));
        string peer = await PreparePeerAsync();

        Console.WriteLine(Line($"Events of {flood.BytesPerEvent:F0} bytes on average over one loopback connection, five headers each."));
        Console.WriteLine(Line($"{"round",-6} {"VoipControl.Esl",18} {"bytes/event",12} {"modesl",12}"));
        await RunOursAsync(flood, blocks / 4);
        var ours = new List<double>();
        var theirs = new List<double>();
        var allocated = new List<double>();
        for (int round = 1; round <= rounds; round++)
        {
            (double eventsPerSecond, double bytesPerEvent) = await RunOursAsync(flood, blocks);
            double peerEventsPerSecond = await RunPeerAsync(flood, peer, peerBlocks);
            ours.Add(eventsPerSecond);
            allocated.Add(bytesPerEvent);
            theirs.Add(peerEventsPerSecond);
            Console.WriteLine(Line($"{round,-6} {eventsPerSecond,16:N0}/s {bytesPerEvent,12:F1} {peerEventsPerSecond,10:N0}/s"));
        }

        double ratio = Median(ours) / Median(theirs);
        Console.WriteLine(Line($"{"median",-6} {Median(ours),16:N0}/s {Median(allocated),12:F1} {Median(theirs),10:N0}/s   {ratio:F1} times"));
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, double>
        {
            ["events_per_s"] = Math.Round(Median(ours)),
            ["peer_events_per_s"] = Math.Round(Median(theirs)),
            ["ratio"] = Math.Round(ratio, 1),
            ["bytes_per_event"] = Math.Round(Median(allocated), 1),
        }));
        return 0;
    }

    private static async Task<(double EventsPerSecond, double BytesPerEvent)> RunOursAsync(EslParserFlood flood, int blocks)
    {
        int wanted = blocks * flood.EventsInBlock;
        Task<TimeSpan> serving = flood.ServeAsync();
        await using EslConnection connection = await EslConnection.ConnectAsync(
            new EslOptions { Port = flood.Port, Password = "flood", CommandTimeout = TimeSpan.FromMinutes(2) },
            TimeProvider.System);
        // First a small flood that fills the connection's buffers: what is measured is the steady state.
        int warmUp = Math.Max(1, blocks / 8);
        await connection.ApiAsync(new EslApi("flood", Line($"{warmUp}")));
        await ConsumeAsync(connection, warmUp * flood.EventsInBlock);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await connection.ApiAsync(new EslApi("flood", Line($"{blocks}")));
        Task<long> consuming = ConsumeAsync(connection, wanted);
        long found = await consuming;
        long after = GC.GetTotalAllocatedBytes(precise: true);
        await connection.ApiAsync(new EslApi("done"));
        TimeSpan elapsed = await serving;
        return found >= wanted * 3L
            ? (wanted / elapsed.TotalSeconds, (double)(after - before) / wanted)
            : throw new InvalidOperationException("Headers are missing.");
    }

    private static async Task<long> ConsumeAsync(EslConnection connection, int wanted)
    {
        var values = new EslValue[s_headers.Count];
        long found = 0;
        long sum = 0;
        while (await connection.Events.WaitToReadAsync())
        {
            while (connection.Events.TryRead(out EslEvent? received))
            {
                using (received)
                {
                    found += received.Read(s_headers, values);
                    sum += values[1].TryGetGuid(out Guid channel) ? channel.Version : 0;
                    sum += values[2].TryGetInt64(out long sequence) ? sequence & 1 : 0;
                    sum += values[3].TryGetInt64(out long time) ? time & 1 : 0;
                    sum += values[4].Encoded.Length + values[0].Encoded.Length;
                }

                if (--wanted == 0)
                    return sum > 0 ? found : 0;
            }
        }

        return found;
    }

    private static async Task<double> RunPeerAsync(EslParserFlood flood, string peer, int blocks)
    {
        int wanted = blocks * flood.EventsInBlock;
        Task<TimeSpan> serving = flood.ServeAsync();
        await RunProcessAsync("node", peer, "--no-deprecation", "peer.js", Line($"{flood.Port}"), Line($"{blocks}"), Line($"{wanted}"));
        return wanted / (await serving).TotalSeconds;
    }

    // npm ci beside the peer's lock file; node_modules is ignored by git.
    private static async Task<string> PreparePeerAsync()
    {
        string folder = FindPeer();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "modesl")))
            await RunProcessAsync("npm", folder, "ci", "--no-audit", "--no-fund", "--silent");
        return folder;
    }

    private static string FindPeer()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string peer = Path.Combine(folder.FullName, "bench", "esl-parser");
            if (File.Exists(Path.Combine(peer, "peer.js")))
                return peer;
        }

        throw new DirectoryNotFoundException("bench/esl-parser is not above the benchmark's folder.");
    }

    private static async Task RunProcessAsync(string file, string folder, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = folder })
            ?? throw new InvalidOperationException($"{file} did not start.");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static double Median(List<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
