using NUnit.Framework;
using NUnit.Framework.Interfaces;
using VoipControl.Testing;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>Gives each test a <see cref="RealCallLab"/> of its own, and takes it away again.</summary>
[RequiresFreeSwitch]
[NonParallelizable]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class RealCallLabFixture
{
    /// <summary>How long the callee that hangs up talks first.</summary>
    internal static readonly TimeSpan CalleeTalkTime = TimeSpan.FromMilliseconds(1500);

    private RealCallLab? _lab;

    protected static TimeProvider Clock => TimeProvider.System;

    protected RealCallLab Lab => _lab ?? throw new InvalidOperationException("The lab is not started.");

    [SetUp]
    public async Task StartLabAsync()
    {
        var (database, whyAbsent) = await MariaDbDatabase.TryCreateAsync();
        if (database is null) Assert.Ignore(whyAbsent!);
        var connection = (await MariaDbServer.SharedAsync()).ConnectionStringOf(database!.DatabaseName);
        _lab = await RealCallLab.StartAsync(database, connection, CalleeTalkTime);
    }

    [TearDown]
    public async Task EndLabAsync()
    {
        if (_lab is not { } lab) return;
        await lab.KillPlaneAsync();
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
            TestContext.Out.WriteLine($"The control plane wrote:\n{await ReadAsync(lab.PlaneOutput)}");
        await lab.DisposeAsync();
    }

    protected static Task Eventually(string what, Func<Task<bool>> condition, int seconds = 20) =>
        Poll.UntilAsync(what, TimeSpan.FromSeconds(seconds), Clock, condition);

    private static async Task<string> ReadAsync(string path)
    {
        var text = await File.ReadAllTextAsync(path);
        return text.Length > 100_000 ? text[^100_000..] : text;
    }
}
