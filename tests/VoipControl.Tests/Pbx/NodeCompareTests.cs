using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Pbx;
using VoipControl.Pbx.Calls;
using VoipControl.Pbx.Nodes;
using VoipControl.Store.Journals;
using VoipControl.Testing;

namespace VoipControl.Tests.Pbx;

public sealed class NodeCompareTests
{
    [TestCase(-300)]
    [TestCase(0)]
    [TestCase(300)]
    public async Task An_end_that_was_inferred_is_refuted_by_a_later_sign_of_life_whatever_the_switchs_clock_says(int secondsAhead)
    {
        var folder = Directory.CreateTempSubdirectory("voipcontrol-test-").FullName;
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        try
        {
            // The leg was made 10 seconds ago, by the switch's clock.
            var time = new FakeTimeProvider(new DateTimeOffset(StoreFacts.Start.AddSeconds(10 - secondsAhead)));
            var metrics = new PbxMetrics(services.GetRequiredService<IMeterFactory>());
            await using var journal = Journal.Open(new JournalOptions { Directory = folder }, TimeProvider.System, NullLogger.Instance);
            var tracker = new CallTracker(journal, metrics, time);
            var compare = new NodeCompare("a", new PbxOptions(), tracker, null, new TestMark("a-secret-of-these-tests"), metrics, time, NullLogger.Instance) { ClockOffset = TimeSpan.FromSeconds(secondsAhead) };
            await tracker.ApplyAsync(StoreFacts.Numbered(0), CancellationToken.None);
            await compare.InferAllAsync(CancellationToken.None);
            var before = tracker.LiveCalls;
            await tracker.ApplyAsync(StoreFacts.Of(FactKind.Seen, StoreFacts.Leg(0), 11_000), CancellationToken.None);
            Assert.That((before, tracker.LiveCalls), Is.EqualTo((0, 1)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
