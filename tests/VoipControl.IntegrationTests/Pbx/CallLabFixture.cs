using System.Text.Json;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Pbx;

/// <summary>Gives each test a <see cref="CallLab"/> on a database of its own, and takes it away again.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class CallLabFixture
{
    private CallLab? _lab;

    protected CallLab Calls => _lab ?? throw new InvalidOperationException("StartLabAsync comes first.");

    protected async Task StartLabAsync(int switches = 1, bool recordFiles = true)
    {
        var (database, whyAbsent) = await MariaDbDatabase.TryCreateAsync();
        if (database is null) Assert.Ignore(whyAbsent!);
        _lab = await CallLab.StartAsync(database!, (await MariaDbServer.SharedAsync()).ConnectionStringOf(database!.DatabaseName), switches, recordFiles);
    }

    [TearDown]
    public async Task EndLabAsync()
    {
        if (_lab is { } lab) await lab.DisposeAsync();
    }

    /// <summary>Every call of the switches ends as its one right record, and there is no other. A late report may still refine a record, so this waits.</summary>
    protected async Task AssertRecordsAsync()
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
        Assert.That(Calls.Truth(), Is.Not.Empty);
        foreach (var fault in faults) await ShowFactsAsync(fault);
        Assert.That(faults, Is.Empty);
    }

    private async Task ShowFactsAsync(string fault)
    {
        TestContext.Out.WriteLine(fault);
        var call = new CallId(Guid.Parse(fault[..36]));
        foreach (var fact in await Calls.Queries.ListFactsAsync(call, 100))
            TestContext.Out.WriteLine("  " + JsonSerializer.Serialize(fact, CallJson.Default.LegFact));
    }
}
