using NUnit.Framework;
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

    /// <summary>Every call of the switches has its one right record, and there is no other.</summary>
    protected async Task AssertRecordsAsync()
    {
        await Calls.AllRecordedAsync();
        var truth = Calls.Truth();
        Assert.That(truth, Is.Not.Empty);
        Assert.That(Truth.Faults(truth, await Calls.RecordsAsync()), Is.Empty);
    }
}
