using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>The main job on real input: SIP calls through a real pair, followed, commanded and recorded while things die.</summary>
[TestFixture]
public sealed class RealCallsTests : RealCallLabFixture
{
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(25);

    private static readonly (CallKind Kind, int PerNode)[] Mix =
    [
        (CallKind.Bridged, 80), (CallKind.CalleeHangsUp, 40), (CallKind.Rejected, 30), (CallKind.Abandoned, 30),
        (CallKind.NoCallee, 25), (CallKind.Recorded, 25), (CallKind.Transferred, 20),
    ];

    private readonly List<PlacedCalls> _runs = [];

    [TearDown]
    public async Task EndCallersAsync()
    {
        foreach (var run in _runs) await run.Sipp.DisposeAsync();
    }

    [Test]
    public async Task Five_hundred_calls_over_two_nodes_and_a_killed_control_plane_end_as_five_hundred_right_records()
    {
        var started = Clock.GetTimestamp();
        foreach (var node in Lab.Pair.Nodes)
            foreach (var (kind, calls) in Mix) await PlaceAsync(node, kind, calls, Spread);
        var transferrer = new Transferrer(
            Lab.Api, [.. _runs.Where(r => r.Kind == CallKind.Transferred).Select(r => r.Settings.CallerPrefix)], "7401", Clock);
        using var stop = new CancellationTokenSource();
        var transfers = transferrer.RunAsync(stop.Token);

        await Eventually("two fifths of the calls are placed", async () => await PlacedAsync() >= 200, seconds: 60);
        var liveAtDeath = await Lab.LiveCallsAsync();
        var placedAtDeath = await PlacedAsync();
        var (transferredAtDeath, killed) = (transferrer.Done, Clock.GetTimestamp());
        await Lab.KillPlaneAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5), Clock);
        await Lab.StartPlaneAsync();
        var away = Clock.GetElapsedTime(killed);
        var placedAtReturn = await PlacedAsync();

        var results = await Task.WhenAll(_runs.Select(r => r.Sipp.WaitAsync()));
        var placed = results.Sum(r => r.Placed);
        var callsOver = Clock.GetElapsedTime(started);
        await stop.CancelAsync();
        await transfers;
        Assert.That(results.Zip(_runs, (result, run) => (run.Kind.Name, result.Failed, result.Errors)).Where(r => r.Failed > 0), Is.Empty, "calls that went wrong for SIPp");
        await SettledAsync(placed);
        var recorded = Clock.GetElapsedTime(started);

        var faults = await FaultsAsync();
        TestContext.Out.WriteLine(
            $"placed {placed}, records {(await Lab.RecordsAsync()).Count}, wrong {faults.Count}; " +
            $"control plane killed after {placedAtDeath} calls with {liveAtDeath.Count} live ({Kinds(liveAtDeath)}) and {transferredAtDeath} transferred, " +
            $"away {away.TotalSeconds:0.0} s in which {placedAtReturn - placedAtDeath} calls were placed; " +
            $"transferred {transferrer.Done}; calls over after {callsOver.TotalSeconds:0.0} s ({placed / callsOver.TotalSeconds:0.0} calls/s), " +
            $"records complete {(recorded - callsOver).TotalSeconds:0.0} s later; load {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}");
        Assert.Multiple(() =>
        {
            Assert.That(placed, Is.EqualTo(500));
            Assert.That(faults, Is.Empty);
            Assert.That(transferrer.Refusals, Is.Empty);
            Assert.That(liveAtDeath, Is.Not.Empty, "calls up when the control plane died");
            Assert.That(placedAtReturn, Is.GreaterThan(placedAtDeath), "calls placed while it was dead");
        });
    }

    [Test]
    public async Task Killing_a_switch_ends_its_calls_as_crashed_and_leaves_the_others_alone([Values] bool isStartedAgain)
    {
        var kind = CallKind.Bridged with { Pause = TimeSpan.FromSeconds(12) };
        foreach (var node in Lab.Pair.Nodes) await PlaceAsync(node, kind, 20, TimeSpan.FromSeconds(1));
        await Eventually("twenty calls talk on each node", async () => (await Lab.LiveCallsAsync()).Count(c => c.State == CallState.Talking) == 40);
        await Lab.Pair.Second.KillAsync();
        if (isStartedAgain) await Lab.Pair.Second.RestartAsync();
        await Eventually("the killed switch's calls are recorded", async () => (await Lab.RecordsAsync()).Count >= 20);
        Assert.That(await Lab.RecordsAsync(), Has.All.Property("Node").EqualTo(Lab.Pair.Second.Name), "the other switch's calls go on");

        await _runs[1].Sipp.StopAsync();
        var untouched = await _runs[0].Sipp.WaitAsync();
        Assert.That((untouched.Successful, untouched.Failed), Is.EqualTo((20, 0)));
        await SettledAsync(40);
        var crashed = (await Lab.RecordsAsync()).Where(r => r.Node == Lab.Pair.Second.Name).ToList();
        Assert.Multiple(async () =>
        {
            Assert.That((await FaultsAsync()).Where(f => f.Contains(Lab.Pair.First.Name, StringComparison.Ordinal)), Is.Empty);
            Assert.That(crashed.Select(r => r.Caller.Number), Is.EquivalentTo(_runs[1].Callers));
            Assert.That(crashed.Select(r => (r.Cause, r.EndInferred, r.Outcome, r.EndedBy)), Is.All.EqualTo(("CRASH", true, Outcome.Answered, HangUpSide.System)));
        });
    }

    private async Task PlaceAsync(FreeSwitchNode node, CallKind kind, int calls, TimeSpan spread)
    {
        var settings = Lab.Calls(node, kind.Scenario, kind.Number, calls) with { Pause = kind.Pause, Spread = spread, Limit = TimeSpan.FromSeconds(120) };
        _runs.Add(new PlacedCalls(node, kind, settings, await SippProcess.StartAsync(settings, Clock)));
    }

    private async Task<int> PlacedAsync() => (await Task.WhenAll(_runs.Select(r => r.Sipp.CountPlacedAsync()))).Sum();

    /// <summary>Waits until nothing is held for live, the records are as many as the calls, and the switches' record files are taken.</summary>
    private async Task SettledAsync(int placed)
    {
        try
        {
            await Eventually("everything is recorded and taken", async () =>
                (await Lab.LiveCallsAsync()).Count == 0 && await Lab.CountZombiesAsync() == 0 && (await Lab.RecordsAsync()).Count >= placed && Lab.RecordFiles().Count == 0, seconds: 40);
        }
        catch (TimeoutException late)
        {
            Assert.Fail(
                $"{late.Message} zombies {await Lab.CountZombiesAsync()}; live: {Kinds(await Lab.LiveCallsAsync())}; records {(await Lab.RecordsAsync()).Count} of {placed}; " +
                $"record files: {string.Join(' ', Lab.RecordFiles().Take(10))}\n{string.Join('\n', (await FaultsAsync()).Take(50))}");
        }
    }

    private async Task<List<string>> FaultsAsync()
    {
        var records = (await Lab.RecordsAsync()).ToLookup(r => r.Caller.Number);
        var views = (await Lab.Queries.ListCallsAsync(new(), null, 100_000)).Items.ToDictionary(c => c.Id);
        var ours = _runs.SelectMany(r => r.Callers).ToHashSet();
        var foreign = records.Where(r => !ours.Contains(r.Key)).Select(r => $"{r.First().CallId}: a record of caller '{r.Key}', who did not call");
        return [.. _runs.SelectMany(run => run.Faults(records, views)), .. foreign];
    }

    private string Kinds(IEnumerable<CallView> calls) => string.Join(", ", calls
        .CountBy(c => _runs.Find(r => c.Caller.Number.StartsWith(r.Settings.CallerPrefix, StringComparison.Ordinal))?.Kind.Name ?? c.Caller.Number)
        .Select(k => $"{k.Value} {k.Key}"));
}
