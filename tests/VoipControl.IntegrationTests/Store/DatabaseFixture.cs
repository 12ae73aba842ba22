using NUnit.Framework;
using VoipControl.Store.MySql;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Store;

/// <summary>Each test gets a fresh database with the product's schema on the server that all share.</summary>
public abstract class DatabaseFixture
{
    /// <summary>The test's own database.</summary>
    protected VoipDatabase Database { get; private set; } = null!;

    /// <summary>Ends the test that takes too long.</summary>
    protected CancellationToken Deadline => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task CreateDatabase()
    {
        var (database, whyAbsent) = await MariaDbDatabase.TryCreateAsync();
        if (database is null) Assert.Ignore(whyAbsent!);
        Database = database!;
    }

    [TearDown]
    public void ClosePool() => Database?.Dispose();
}
