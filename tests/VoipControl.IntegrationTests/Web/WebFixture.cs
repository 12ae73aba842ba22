using NUnit.Framework;

namespace VoipControl.IntegrationTests.Web;

/// <summary>One role web for all tests of a class; each test uses calls of its own.</summary>
public abstract class WebFixture
{
    private protected WebHost Host { get; private set; } = null!;

    private protected FakePbx Pbx { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartHost()
    {
        Host = await WebHost.StartAsync(null, Settings);
        Pbx = await FakePbx.StartAsync();
        await Host.AddNodeAsync("fs1", Pbx.Url);
    }

    [OneTimeTearDown]
    public async Task StopHost()
    {
        if (Host is not null) await Host.DisposeAsync();
        if (Pbx is not null) await Pbx.DisposeAsync();
        Host?.Database.Dispose();
    }

    private protected virtual (string Key, string Value)[] Settings => [];
}
