using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using VoipControl.Sip;

namespace VoipControl.Bench;

/// <summary>
/// The same messages through this parser and through those of the npm packages sip and sip.js, in alternating rounds of one run, one thread each,
/// the same fields touched by all: start line with its URI, every Via, From, To, Call-ID, CSeq, Contact, Route, Record-Route, length and body.
/// A second is one of processor time, collector and compiler included, for all of them: what else the machine does weighs on none.
/// </summary>
internal static class SipParserBenchmark
{
    private static readonly string[] s_peers = ["sip", "sip.js"];

    /// <summary>Runs it; the last line printed is one JSON object. The ratio is against the faster peer.</summary>
    public static async Task<int> RunAsync(bool shortRun)
    {
        int rounds = shortRun ? 3 : 7;
        int passes = shortRun ? 200 : 1000;
        int peerPasses = shortRun ? 20 : 100;
        List<byte[]> messages = SipCorpus.Load();
        string file = Path.Combine(Path.GetTempPath(), $"voipcontrol-sip-corpus-{Environment.ProcessId}.bin");
        SipCorpus.Save(messages, file);
        try
        {
            Console.WriteLine(Line($"{messages.Count} messages of {messages.Average(m => m.Length):F0} bytes on average, the same fields of each, a second of processor time."));
            Console.WriteLine(Line($"{"round",-6} {"VoipControl.Sip",16} {"as text",14} {"bytes/message",14} {"sip",12} {"sip.js",12}"));
            WarmUp(messages);
            var figures = new List<double[]>();
            for (int round = 1; round <= rounds; round++)
            {
                (double ours, double bytes) = Measure(messages, passes, Touch);
                (double text, _) = Measure(messages, passes / 4, TouchText);
                double[] peers = [await RunPeerAsync(s_peers[0], file, peerPasses), await RunPeerAsync(s_peers[1], file, Math.Max(2, peerPasses / 5))];
                figures.Add([ours, text, bytes, .. peers]);
                Console.WriteLine(Line($"{round,-6} {ours,14:N0}/s {text,12:N0}/s {bytes,14:F0} {peers[0],10:N0}/s {peers[1],10:N0}/s"));
            }

            double[] medians = [.. Enumerable.Range(0, 5).Select(i => Median(figures.Select(f => f[i])))];
            int faster = medians[3] >= medians[4] ? 0 : 1;
            Console.WriteLine(Line($"{"median",-6} {medians[0],14:N0}/s {medians[1],12:N0}/s {medians[2],14:F0} {medians[3],10:N0}/s {medians[4],10:N0}/s   {medians[0] / medians[3 + faster]:F1} times {s_peers[faster]}"));
            Table.PrintJson(new Dictionary<string, object>
            {
                ["messages_per_s"] = Math.Round(medians[0]),
                ["peer_messages_per_s"] = Math.Round(medians[3 + faster]),
                ["ratio"] = Math.Round(medians[0] / medians[3 + faster], 1),
                ["peer"] = s_peers[faster],
                ["allocated_bytes_per_message"] = Math.Round(medians[2]),
                ["text_messages_per_s"] = Math.Round(medians[1]),
                ["text_ratio"] = Math.Round(medians[1] / medians[3 + faster], 1),
                ["slower_peer_messages_per_s"] = Math.Round(medians[4 - faster]),
            });
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Until the runtime has compiled everything in its last tier, which it does beside the work and later on a busy machine.
    private static void WarmUp(List<byte[]> messages)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(4))
        {
            Measure(messages, 20, Touch);
            Measure(messages, 20, TouchText);
        }
    }

    private static (double PerSecond, double BytesPerMessage) Measure(List<byte[]> messages, int passes, Func<SipMessage, long> touch)
    {
        long sum = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan began = Environment.CpuUsage.TotalTime;
        for (int pass = 0; pass < passes; pass++)
        {
            foreach (byte[] message in messages)
                sum += touch(SipParser.Parse(message).Message!);
        }

        double seconds = (Environment.CpuUsage.TotalTime - began).TotalSeconds;
        long count = (long)passes * messages.Count;
        return sum > 0 ? (count / seconds, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / count) : default;
    }

    // Fields as bytes of the message, which is what a transaction compares and a peer in JavaScript gets as slices of its one string.
    private static long Touch(SipMessage message)
    {
        long sum = message is SipRequest request ? request.Method.Length + request.Uri.UserBytes.Length + request.Uri.HostBytes.Length : ((SipResponse)message).Status;
        foreach (SipVia via in message.ViaSpan)
            sum += via.TransportBytes.Length + via.HostBytes.Length + (via.Port ?? 0) + via.BranchBytes.Length;
        sum += Touch(message.From) + message.From.TagBytes.Length + (message.From.DisplayBytes.IsEmpty ? 0 : 1);
        sum += Touch(message.To) + message.To.TagBytes.Length + (message.To.DisplayBytes.IsEmpty ? 0 : 1);
        sum += message.CallIdBytes.Length + message.CSeq.Number + message.CSeq.Method.Length;
        foreach (SipAddress contact in message.ContactSpan)
            sum += Touch(contact);
        foreach (SipAddress route in message.RouteSpan)
            sum += Touch(route);
        foreach (SipAddress route in message.RecordRouteSpan)
            sum += Touch(route);
        return sum + message.Body.Length * 2;
    }

    private static long Touch(SipAddress address) => address.UserBytes.Length + address.HostBytes.Length;

    private static long TouchText(SipMessage message)
    {
        long sum = message is SipRequest request ? request.Method.Length + TouchText(request.Uri) : ((SipResponse)message).Status;
        foreach (SipVia via in message.Vias)
            sum += via.Transport.Length + via.Host.Length + (via.Port ?? 0) + (via.Branch?.Length ?? 0);
        sum += TouchText(message.From.Uri) + (message.FromTag?.Length ?? 0) + (message.From.DisplayName is null ? 0 : 1);
        sum += TouchText(message.To.Uri) + (message.ToTag?.Length ?? 0) + (message.To.DisplayName is null ? 0 : 1);
        sum += message.CallId.Length + message.CSeq.Number + message.CSeq.Method.Length;
        foreach (SipAddress contact in message.Contacts)
            sum += TouchText(contact.Uri);
        foreach (SipAddress route in message.Routes)
            sum += TouchText(route.Uri);
        foreach (SipAddress route in message.RecordRoutes)
            sum += TouchText(route.Uri);
        return sum + message.Body.Length * 2;
    }

    private static long TouchText(SipUri uri) => (uri.User?.Length ?? 0) + uri.Host.Length;

    private static async Task<double> RunPeerAsync(string name, string file, int passes)
    {
        var start = new ProcessStartInfo("node", ["--no-deprecation", "peer.mjs", name, file, Line($"{passes}")])
        {
            WorkingDirectory = SipCorpus.Folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"The peer {name} ended with {process.ExitCode}.");
            using JsonDocument result = JsonDocument.Parse(output);
            CheckSum(name, result.RootElement.GetProperty("sum").GetInt64());
            return passes * result.RootElement.GetProperty("count").GetInt64() / result.RootElement.GetProperty("seconds").GetDouble();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    // What all have read must be the same, or the comparison is none.
    private static void CheckSum(string name, long sum)
    {
        long ours = SipCorpus.Load().Sum(static m => Touch(SipParser.Parse(m).Message!));
        if (sum != ours)
            throw new InvalidOperationException(Line($"The peer {name} has read other values than we: {sum} instead of {ours}."));
    }

    private static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
