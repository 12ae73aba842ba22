using Dapper;
using NUnit.Framework;
using VoipControl.Store.Calls;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Store;

public sealed class MySqlOutageTests
{
    [TestCase(true, TestName = "MySQL_killed_and_started_again_loses_nothing_and_keeps_order")]
    [TestCase(false, TestName = "MySQL_stopped_and_started_again_loses_nothing_and_keeps_order")]
    [CancelAfter(120_000)]
    public async Task Outage(bool kill)
    {
        if (MariaDbServer.WhyAbsent is { } reason && !MariaDbServer.IsRequired) Assert.Ignore(reason);
        var deadline = TestContext.CurrentContext.CancellationToken;
        await using var server = await MariaDbServer.StartNewAsync();
        using var database = await server.CreateDatabaseAsync();
        using var run = new WriterRun(database);
        var told = new List<long>();
        var journal = run.OpenJournal();
        var writer = run.WriterOf(journal, new CallWriterOptions
        {
            BatchFacts = 50,
            RetryLimit = TimeSpan.FromMilliseconds(200),
            Stored = batch => told.AddRange(batch.Facts.Select(static f => f.Sequence)),
        });
        var running = writer.RunAsync(deadline);
        async Task AppendAsync(int from, int to)
        {
            for (var n = from; n < to; n++) await journal.AppendAsync(StoreFacts.Numbered(n), deadline);
            await journal.FlushAsync(deadline);
        }
        await AppendAsync(0, 1000);
        await server.StopAsync(kill);
        await AppendAsync(1000, 2000);
        using (var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System))
            while (writer.Lag.AwaySince is null && !running.IsCompleted) await poll.WaitForNextTickAsync(deadline);
        var behind = writer.Lag.Facts;
        await server.StartAsync();
        await AppendAsync(2000, 3000);
        await journal.DisposeAsync();
        await running;
        await using var connection = await database.OpenAsync(deadline);
        var stored = await connection.QuerySingleAsync<(long Facts, long Calls, long Records)>(
            "SELECT (SELECT COUNT(*) FROM call_facts) AS Facts, (SELECT COUNT(*) FROM calls) AS Calls, (SELECT COUNT(*) FROM call_records) AS Records");
        Assert.Multiple(() =>
        {
            Assert.That(stored, Is.EqualTo((3000L, 750L, 750L)));
            Assert.That(told, Is.EqualTo(Enumerable.Range(0, 3000)), "order");
            Assert.That(behind, Is.GreaterThanOrEqualTo(1000));
            Assert.That(writer.Lag, Is.EqualTo(default(CallWriterLag)));
        });
    }
}
