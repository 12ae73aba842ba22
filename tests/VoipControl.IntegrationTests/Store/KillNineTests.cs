using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dapper;
using NUnit.Framework;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Store;

public sealed class KillNineTests : DatabaseFixture
{
    private const int Kills = 6;

    [TestCase(false, TestName = "Kill_nine_at_any_moment_loses_no_committed_fact_and_makes_no_duplicate")]
    [TestCase(true, TestName = "Kill_nine_while_facts_are_stored_loses_no_committed_fact_and_makes_no_duplicate")]
    public async Task Kill_nine(bool storing)
    {
        using var run = new WriterRun(Database);
        var random = new Random(20261120);
        var acknowledged = new HashSet<long>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var first = acknowledged.Count == 0 ? 0 : acknowledged.Max() + 1;
            acknowledged.UnionWith(await RunAndKillAsync(run.Folder, first, random.Next(1, 2000), storing));
        }
        await run.StoreAsync([]);
        await using var connection = await Database.OpenAsync(Deadline);
        var stored = (await connection.QueryAsync<long>("SELECT sequence FROM call_facts")).ToList();
        var records = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM call_records");
        Assert.Multiple(() =>
        {
            Assert.That(acknowledged.Except(stored), Is.Empty, "lost");
            Assert.That(stored, Is.Unique, "duplicates");
            Assert.That(records, Is.EqualTo(stored.Count(static n => n % StoreFacts.FactsPerCall == StoreFacts.FactsPerCall - 1)), "one record for each call that ended");
        });
    }

    /// <summary>Runs the process until it acknowledged so many facts, kills it, and returns all it acknowledged.</summary>
    private async Task<IReadOnlyList<long>> RunAndKillAsync(string folder, long first, int untilCount, bool storing)
    {
        var program = Path.Combine(TestContext.CurrentContext.TestDirectory, "VoipControl.JournalWriter.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(program);
        start.ArgumentList.Add(folder);
        start.ArgumentList.Add(first.ToString(CultureInfo.InvariantCulture));
        if (storing) start.ArgumentList.Add((await MariaDbServer.SharedAsync()).ConnectionStringOf(Database.DatabaseName));
        using var process = Process.Start(start)!;
        try
        {
            var output = new StringBuilder();
            var buffer = new char[4096];
            var lines = 0;
            while (await process.StandardOutput.ReadAsync(buffer, Deadline) is var read and > 0)
            {
                output.Append(buffer, 0, read);
                lines += buffer.AsSpan(0, read).Count('\n');
                if (lines >= untilCount && !process.HasExited) process.Kill();
            }
            Assert.That(lines, Is.GreaterThanOrEqualTo(untilCount), "the process ended by itself");
            // What follows the last line end may be half a number.
            return [.. output.ToString().Split('\n')[..^1].Select(static line => long.Parse(line, CultureInfo.InvariantCulture))];
        }
        finally
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
