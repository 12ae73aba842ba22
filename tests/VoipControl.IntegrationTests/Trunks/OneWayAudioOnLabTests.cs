using NUnit.Framework;
using VoipControl.Testing;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>The trunk is a lab switch, as a process in the namespace.</summary>
[TestFixture]
public sealed class OneWayAudioOnLabTests : OneWayAudioFixture
{
    private protected override async Task<IAsyncDisposable> StartTrunkAsync(LabCalleePorts callees)
    {
        var (program, arguments) = Network.Command("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "voipcontrol.dll"), "lab", "--name", "carrier", "--password", "of this test", "--listen", "127.0.0.1:0",
            "--sip", $"{Network.Inside}:5060", "--dialplans", RepositoryFolders.Dialplans, .. Values(callees).SelectMany(static v => new[] { "--set", $"{v.Key}={v.Value}" }),
        ]);
        var output = Path.GetTempFileName();
        var process = ChildProcess.Start(program, arguments, output);
        try
        {
            await Poll.UntilAsync("the lab switch takes calls", TimeSpan.FromSeconds(60), TimeProvider.System, async () =>
            {
                var said = await File.ReadAllTextAsync(output);
                if (process.HasExited) throw new InvalidOperationException($"The lab switch ended: {said}");
                return said.Contains("takes calls", StringComparison.Ordinal);
            });
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
        finally
        {
            File.Delete(output);
        }
    }
}
