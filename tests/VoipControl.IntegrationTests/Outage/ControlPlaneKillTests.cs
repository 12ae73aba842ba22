using NUnit.Framework;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Outage;

/// <summary>The control plane is killed with -9 at moments of chance while calls go on.</summary>
[NonParallelizable]
public sealed class ControlPlaneKillTests : OutageFixture
{
    private const int Rounds = 3;

    [Test]
    public async Task The_control_plane_killed_again_and_again_under_calls_leaves_the_right_records()
    {
        await StartLabAsync();
        for (var round = 0; round < Rounds; round++)
        {
            await using var plane = await ControlPlaneProcess.StartAsync(Calls.Settings, Calls.Folder, "pbx");
            var placing = PlaceAsync(rounds: 2, seconds: 2);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(0, 1800)), TimeProvider.System);
            await plane.KillAsync();
            await placing;
        }
        await using var last = await ControlPlaneProcess.StartAsync(Calls.Settings, Calls.Folder, "pbx");
        await PlaceAsync(rounds: 1, seconds: 0.5);
        await AssertRecordsAsync();
        await AssertFactsAsync();
    }
}
