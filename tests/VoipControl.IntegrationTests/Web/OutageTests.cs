using NUnit.Framework;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Web;

public sealed class OutageTests
{
    [Test]
    public async Task With_the_database_away_live_calls_are_commanded_and_lists_say_503()
    {
        if (MariaDbServer.WhyAbsent is { } reason)
        {
            if (MariaDbServer.IsRequired) Assert.Fail(reason);
            Assert.Ignore(reason);
        }
        await using var server = await MariaDbServer.StartNewAsync();
        using var database = await server.CreateDatabaseAsync();
        await using var pbx = await FakePbx.StartAsync();
        await using var host = await WebHost.StartAsync(database, ("Web:TokenRecheckSeconds", "1"));
        await host.AddNodeAsync("fs1", pbx.Url);
        var call = SampleCalls.Call();
        await WebHost.EventuallyAsync("the stream is open", () => Task.FromResult(pbx.OpenStreams > 0));
        pbx.Push(call);
        await WebHost.EventuallyAsync("the call is known", async () => (await host.GetAsync($"/api/v1/calls/{call.Id}")).Status == 200);
        await server.StopAsync(kill: true);

        var list = await host.GetAsync("/api/v1/calls");
        var command = await host.SendAsync("POST", $"/api/v1/calls/{call.Id}/hold");
        var stranger = await host.GetAsync("/api/v1/calls", "vc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        var ready = await host.GetAsync("/health/ready");
        await server.StartAsync();
        await WebHost.EventuallyAsync("lists are served again", async () => (await host.GetAsync("/api/v1/calls")).Status == 200);

        Assert.That(
            (list.Status, list.Problem, list.RetryAfter, command.Status, stranger.Status, stranger.Problem, ready.Status),
            Is.EqualTo((503, "database-away", "5", 200, 503, "database-away", 503)));
    }
}
