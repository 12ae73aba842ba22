using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using VoipControl.Store.Stores;
using VoipControl.Web;
using VoipControl.Web.Live;
using VoipControl.Web.Nodes;
using VoipControl.Web.Pbx;

namespace VoipControl.IntegrationTests.Web;

public sealed class PbxStreamsLoopTests : WebFixture
{
    [Test]
    public async Task A_reader_that_crashes_ends_the_loop_and_so_the_process()
    {
        await Host.AddNodeAsync("nobody-there", "http://127.0.0.1:1");
        var options = Options.Create(new WebOptions { PbxSecret = WebHost.Secret, NodesRefreshSeconds = 1 });
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var http = new PbxHttp(options);
        using var loop = new PbxStreamsLoop(new NodeDirectory(new NodeStore(Host.Database)), http, new LiveFeed(options, TimeProvider.System),
            new WebMetrics(services.GetRequiredService<IMeterFactory>()), options, TimeProvider.System, new BrokenRandom(), NullLogger<PbxStreamsLoop>.Instance);
        await loop.StartAsync(CancellationToken.None);
        await WebHost.EventuallyAsync("the loop ends", () => Task.FromResult(loop.ExecuteTask!.IsCompleted));
        Assert.That(loop.ExecuteTask!.Exception?.InnerException, Is.TypeOf<InvalidTimeZoneException>());
    }

    /// <summary>A fault that nobody foresaw: the pause before the next attempt cannot be chosen.</summary>
    private sealed class BrokenRandom : Random
    {
        public override double NextDouble() => throw new InvalidTimeZoneException();
    }
}
