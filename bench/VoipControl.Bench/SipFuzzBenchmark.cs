using System.Diagnostics;
using System.Globalization;
using VoipControl.Testing;

namespace VoipControl.Bench;

/// <summary>
/// Mutated SIP and SDP messages through the parsers, one thread, a seed that makes a run repeatable. Counts exceptions, and how long the slowest
/// message took in relation to its size; a message that looks slow is parsed again, so that what the machine did meanwhile is not held against it.
/// </summary>
internal static class SipFuzzBenchmark
{
    private const long HangNanoseconds = 1_000_000_000;
    private const double LimitNanosecondsPerKilobyte = 50_000;

    /// <summary>Runs it; the last line printed is one JSON object.</summary>
    /// <returns>Zero, or one when anything crashed, hung or was too slow.</returns>
    public static int Run(bool shortRun)
    {
        int wanted = shortRun ? 500_000 : 10_000_000;
        const int Seed = 20_261;
        var mutator = new SipMutator(SipCorpus.LoadFuzzSeeds(), Seed);
        long crashes = 0, hangs = 0, accepted = 0, bytes = 0;
        double slowest = 0;
        for (int i = 0; i < 200_000; i++)
            SipMutator.Exercise(mutator.Next(), out _);

        long memoryAtStart = GC.GetTotalMemory(forceFullCollection: true);
        long began = Stopwatch.GetTimestamp();
        for (int i = 1; i <= wanted; i++)
        {
            byte[] message = mutator.Next();
            bytes += message.Length;
            try
            {
                long start = Stopwatch.GetTimestamp();
                SipMutator.Exercise(message, out bool isAccepted);
                accepted += isAccepted ? 1 : 0;
                double took = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
                if (took > HangNanoseconds)
                    hangs++;
                if (PerKilobyte(took, message) > slowest)
                    slowest = Math.Max(slowest, PerKilobyte(BestOf(message, took), message));
            }
            catch (Exception e)
            {
                crashes++;
                Console.Error.WriteLine(Line($"message {i} of seed {Seed}: {e}"));
            }

            if (i % (wanted / 20) == 0)
                Console.Error.WriteLine(Line($"{i,12:N0} of {wanted:N0}  {crashes} crashes  slowest {slowest / 1000:F1} µs/KB  {i / Stopwatch.GetElapsedTime(began).TotalSeconds:N0}/s"));
        }

        long memoryAtEnd = GC.GetTotalMemory(forceFullCollection: true);
        Table.PrintJson(new Dictionary<string, object>
        {
            ["messages"] = wanted,
            ["accepted"] = accepted,
            ["megabytes"] = bytes >> 20,
            ["crashes"] = crashes,
            ["hangs"] = hangs,
            ["slowest_ns_per_kb"] = Math.Round(slowest),
            ["memory_start_kb"] = memoryAtStart >> 10,
            ["memory_end_kb"] = memoryAtEnd >> 10,
            ["seconds"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds),
        });
        return crashes + hangs > 0 || slowest > LimitNanosecondsPerKilobyte ? 1 : 0;
    }

    // A message shorter than a kilobyte is held to what a whole one may take.
    private static double PerKilobyte(double nanoseconds, byte[] message) => nanoseconds / Math.Max(1, message.Length / 1024.0);

    private static double BestOf(byte[] message, double first)
    {
        double best = first;
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            SipMutator.Exercise(message, out _);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return best;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
