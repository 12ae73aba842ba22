using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.IntegrationTests.Web;
using VoipControl.Pbx;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Outage;

/// <summary>MySQL goes away under calls and comes back: nothing is lost, doubled or disordered, whatever else dies meanwhile.</summary>
[NonParallelizable]
public sealed class MySqlOutageTests : OutageFixture
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task MySQL_killed_or_stopped_under_calls_costs_no_record_and_no_order(bool kill)
    {
        await StartLabAsync();
        await Calls.StartPlaneAsync();
        var stored = new List<LegFact>();
        // Told on the writer's own loop; read after the writer has gone.
        Calls.Plane.Services.GetRequiredService<PbxMetrics>().StoredListener = batch => stored.AddRange(batch.Facts);
        await PlaceAsync(rounds: 1, seconds: 0.5);
        await Server.StopAsync(kill);
        await PlaceAsync(rounds: 3, seconds: 3);
        await Server.StartAsync();
        await PlaceAsync(rounds: 1, seconds: 0.5);
        await AssertRecordsAsync();
        await Calls.StopPlaneAsync();
        AssertOrder(stored, await Calls.RecordsAsync());
        await AssertFactsAsync();
    }

    [Test]
    public async Task A_control_plane_that_starts_while_MySQL_is_away_follows_calls_and_stores_them_later()
    {
        await StartLabAsync();
        await Server.StopAsync(kill: true);
        await Calls.StartPlaneAsync();
        await PlaceAsync(rounds: 2, seconds: 1);
        Assert.That(Calls.Plane.Tracker.LiveCalls, Is.Positive);
        await Server.StartAsync();
        await PlaceAsync(rounds: 1, seconds: 0.5);
        await AssertRecordsAsync();
        await AssertFactsAsync();
    }

    [Test]
    public async Task The_control_plane_killed_while_MySQL_is_away_and_started_again_before_it_is_back_loses_nothing()
    {
        await StartLabAsync();
        var first = await ControlPlaneProcess.StartAsync(Calls.Settings, Calls.Folder, "pbx");
        await using (first)
        {
            await first.ReadyAsync();
            await PlaceAsync(rounds: 1, seconds: 0.5);
            await Server.StopAsync(kill: true);
            await PlaceAsync(rounds: 2, seconds: 1);
            await first.KillAsync();
        }
        await PlaceAsync(rounds: 1, seconds: 0.5);
        await using var second = await ControlPlaneProcess.StartAsync(Calls.Settings, Calls.Folder, "pbx");
        await PlaceAsync(rounds: 1, seconds: 0.5);
        await Server.StartAsync();
        await AssertRecordsAsync();
        await AssertFactsAsync();
    }

    [Test]
    public async Task Readiness_says_since_when_MySQL_is_away_and_how_much_waits()
    {
        await StartLabAsync(switches: 1);
        await Calls.StartPlaneAsync(roles: "all");
        using var client = new HttpClient { BaseAddress = new Uri(Calls.Settings.Url), Timeout = TimeSpan.FromSeconds(20) };
        async Task<Reply> ReadyAsync() => await Reply.ReadAsync(await client.GetAsync(new Uri("/health/ready", UriKind.Relative)));
        await Poll.UntilAsync("it is ready", TimeSpan.FromSeconds(20), TimeProvider.System, async () => (await ReadyAsync()).Status == 200);
        await Server.StopAsync(kill: true);
        await PlaceAsync(rounds: 1, seconds: 0.3);
        Reply ready = null!;
        await Poll.UntilAsync("both parts that need MySQL say so", TimeSpan.FromSeconds(20), TimeProvider.System, async () =>
        {
            ready = await ReadyAsync();
            return Of("store", "status") == "degraded" && Of("web-database", "status") == "unhealthy";
        });
        Assert.That((ready.Status, Of("nodes", "status")), Is.EqualTo((503, "healthy")));
        Assert.That(Of("store", "reason"), Does.Match(@"MySQL takes no facts since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: .+; \d+ wait in the journal"));
        await Server.StartAsync();
        await Poll.UntilAsync("it is ready again", TimeSpan.FromSeconds(20), TimeProvider.System, async () => (await ReadyAsync()).Json.GetProperty("status").GetString() == "healthy");
        string? Of(string check, string name) => ready.Json.GetProperty("checks").GetProperty(check).GetProperty(name).GetString();
    }
}
