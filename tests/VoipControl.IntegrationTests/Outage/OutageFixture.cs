using Dapper;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Store.Queries;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Outage;

/// <summary>Lab switches on a MariaDB that a test may stop; one server for a class, a database for each test.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class OutageFixture
{
    private CallLab? _lab;

    private protected MariaDbServer Server { get; private set; } = null!;

    private protected CallLab Calls => _lab ?? throw new InvalidOperationException("StartLabAsync comes first.");

    private protected Random Random { get; } = new(20261120);

    [OneTimeSetUp]
    public async Task StartServer()
    {
        if (MariaDbServer.WhyAbsent is { } reason && !MariaDbServer.IsRequired) Assert.Ignore(reason);
        Server = await MariaDbServer.StartNewAsync();
    }

    [OneTimeTearDown]
    public async Task EndServer()
    {
        if (Server is not null) await Server.DisposeAsync();
    }

    [TearDown]
    public async Task EndLab()
    {
        if (_lab is { } lab)
        {
            await lab.DisposeAsync();
            lab.Database.Dispose();
        }
        _lab = null;
    }

    private protected async Task StartLabAsync(int switches = 2)
    {
        await Server.StartAsync();
        var database = await Server.CreateDatabaseAsync();
        _lab = await CallLab.StartAsync(database, Server.ConnectionStringOf(database.DatabaseName), switches);
    }

    /// <summary>So many calls of each kind on each switch, over so many seconds.</summary>
    private protected Task PlaceAsync(int rounds, double seconds) => Calls.PlaceAllKindsAsync(rounds, TimeSpan.FromSeconds(seconds), Random);

    /// <summary>Every call of the switches has its one right record, and there is no other.</summary>
    private protected async Task AssertRecordsAsync()
    {
        await Calls.AllRecordedAsync();
        List<string> faults = [];
        try
        {
            await Poll.UntilAsync("the records are right", TimeSpan.FromSeconds(15), TimeProvider.System,
                async () => (faults = Truth.Faults(Calls.Truth(), await Calls.RecordsAsync())).Count == 0);
        }
        catch (TimeoutException)
        {
            // The faults themselves say more.
        }
        Assert.That(faults, Is.Empty);
        Assert.That(Calls.Truth(), Is.Not.Empty);
    }

    /// <summary>No fact of a call is stored twice, and none is missing its call.</summary>
    private protected async Task AssertFactsAsync()
    {
        await using var connection = await Calls.Database.OpenAsync(CancellationToken.None);
        var stored = await connection.QuerySingleAsync<(long Facts, long Single, long Orphans)>(
            """
            SELECT COUNT(*) AS Facts, COUNT(DISTINCT leg_id, at, sequence, core_id, kind) AS Single,
              SUM(NOT EXISTS (SELECT 1 FROM calls WHERE calls.id = call_facts.call_id)) AS Orphans
            FROM call_facts
            """);
        Assert.That((stored.Single, stored.Orphans), Is.EqualTo((stored.Facts, 0L)));
    }

    /// <summary>The facts that a switch numbered came to MySQL in the order of their numbers, call by call.</summary>
    private protected static void AssertOrder(IReadOnlyList<LegFact> stored, IReadOnlyList<CallRecord> records)
    {
        var told = stored.Where(static f => f.Sequence > 0).GroupBy(static f => (f.Core, f.Leg)).ToList();
        Assert.That(told, Has.Count.GreaterThanOrEqualTo(records.Count));
        Assert.That(told.Where(static leg => !leg.Select(static f => f.Sequence).SequenceEqual(leg.Select(static f => f.Sequence).Order())), Is.Empty);
    }
}
