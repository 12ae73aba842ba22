using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Core.Trunks;
using VoipControl.Pbx.Sip;
using VoipControl.Store;
using VoipControl.Store.MySql;
using VoipControl.Store.Trunks;
using VoipControl.Testing;

namespace VoipControl.Tests.Pbx;

/// <summary>Watches and canaries on a clock that the test moves, with a wire that answers as the test says.</summary>
public sealed class TargetWatchTests
{
    private static readonly TestMark Marks = new("a-secret-of-these-tests");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private FakeTimeProvider _time = null!;
    private SipMetrics _metrics = null!;
    private SipHistory _history = null!;
    private CancellationTokenSource _end = null!;

    [SetUp]
    public void Begin()
    {
        _time = new FakeTimeProvider();
        _metrics = new SipMetrics(_services.GetRequiredService<IMeterFactory>());
        // Nothing listens on port 1, and the gate stays closed: MySQL is away for these tests.
        var store = new TrunkStore(new VoipDatabase("Server=127.0.0.1;Port=1;Database=none;User ID=none"));
        _history = new SipHistory(store, new DatabaseGate(), new SipOptions { HistoryLimit = 100 }, _metrics, _time, NullLogger<SipHistory>.Instance);
        _end = new CancellationTokenSource();
    }

    [TearDown]
    public void End()
    {
        _end.Cancel();
        _end.Dispose();
        _metrics.Dispose();
    }

    [OneTimeTearDown]
    public void EndServices() => _services.Dispose();

    private static SipTarget Target(CanaryOptions? canary = null) => new("trunk1", TargetKind.Trunk, "sip:10.0.0.1", "acme", new QualifyOptions(), canary);

    private TargetWatch Watch(Func<CancellationToken, Task<ProbeResult>> probe)
    {
        var watch = new TargetWatch(Target(), "host1", new SipWire((_, ct) => probe(ct), NoCall), _history, _metrics, _time, new Random(1), NullLogger<TargetWatch>.Instance);
        _ = watch.RunAsync(_end.Token);
        return watch;
    }

    private static Task<CanaryOutcome> NoCall(CanaryCall call, CancellationToken ct) => throw new InvalidOperationException("no call was expected");

    /// <summary>Moves the clock in small steps, so that what a step starts can begin to wait.</summary>
    private async Task PassAsync(TimeSpan time, Func<bool>? until = null)
    {
        for (var passed = TimeSpan.Zero; passed < time && until?.Invoke() != true; passed += TimeSpan.FromSeconds(1))
        {
            await Poll.UntilAsync("something waits for the time", TimeSpan.FromSeconds(10), TimeProvider.System, () => _time.WaitingTimers > 0, TimeSpan.FromMilliseconds(1));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Test]
    public async Task A_target_that_answers_comes_up_and_its_change_is_kept()
    {
        var watch = Watch(static _ => Task.FromResult(new ProbeResult(200, TimeSpan.FromMilliseconds(12))));
        await PassAsync(TimeSpan.FromSeconds(60), () => watch.Figures.State == TargetState.Up);
        var row = watch.Row();
        Assert.That((row.State, row.RoundTrip, row.LossPercent, row.Observer, row.Tenant, _history.Count), Is.EqualTo((TargetState.Up, TimeSpan.FromMilliseconds(12), 0.0, "host1", "acme", 1)));
    }

    [Test]
    public async Task A_fault_in_the_wire_is_a_lost_probe_and_not_the_end()
    {
        var watch = Watch(static _ => throw new FormatException("what a peer sent"));
        await PassAsync(TimeSpan.FromSeconds(60), () => watch.Figures.State == TargetState.Down);
        Assert.That((watch.Figures.State, watch.Figures.Reason), Is.EqualTo((TargetState.Down, "fault of our own: what a peer sent")));
    }

    [Test]
    public async Task A_wire_that_never_answers_is_given_up()
    {
        var watch = Watch(static async ct =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return ProbeResult.Lost("never");
        });
        await PassAsync(TimeSpan.FromSeconds(120), () => watch.Figures.State == TargetState.Down);
        Assert.That(watch.Figures.Reason, Is.EqualTo("no answer within 2 s"));
    }

    [Test]
    public void A_full_buffer_drops_the_oldest_and_never_waits()
    {
        for (var i = 0; i < 250; i++) _history.Clear("host1", "trunk1", CanaryFault.NoAnswer, DateTime.UnixEpoch);
        Assert.That(_history.Count, Is.EqualTo(100));
    }

    [Test]
    public async Task A_canary_runs_again_and_again_one_call_at_a_time_with_a_good_mark()
    {
        var calls = new ConcurrentQueue<(CanaryCall Call, DateTime At)>();
        var (running, most) = (0, 0);
        var canary = Canary(async (call, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            calls.Enqueue((call, _time.GetUtcNow().UtcDateTime));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return new CanaryOutcome { Status = 200, SetUp = TimeSpan.FromSeconds(1), Here = new HeardAudio(250, 1004) };
        });
        await PassAsync(TimeSpan.FromMinutes(10), () => calls.Count >= 3 && canary.LastGood == true);
        Assert.That((most, calls.Count, calls.All(c => Marks.TryVerify(c.Call.Mark, c.At, out var purpose, out _) && purpose == CallPurpose.Canary)), Is.EqualTo((1, 3, true)));
    }

    [Test]
    public async Task A_canary_that_fails_twice_raises_its_alarm()
    {
        var canary = Canary(static (_, _) => Task.FromResult(new CanaryOutcome { Status = 503 }));
        await PassAsync(TimeSpan.FromMinutes(10), () => canary.Standing.Count > 0);
        Assert.That(canary.Standing, Is.EqualTo(new[] { CanaryFault.WrongCause }));
    }

    [Test]
    public async Task A_call_that_never_ends_is_given_up_at_its_limit()
    {
        var canary = Canary(static async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return new CanaryOutcome();
        });
        await PassAsync(TimeSpan.FromMinutes(20), () => canary.Standing.Count > 0);
        Assert.That(canary.Standing, Is.EqualTo(new[] { CanaryFault.NotPlaced }));
    }

    [Test]
    public async Task The_log_tells_that_an_alarm_is_over_and_of_none_that_never_was()
    {
        var log = new LogLines<CanaryRun>();
        var calls = 0;
        Canary((_, _) => Task.FromResult(calls++ < 2 ? new CanaryOutcome { Status = 404 } : new CanaryOutcome { Status = 200, Here = new HeardAudio(250, 1004) }), log);
        await PassAsync(TimeSpan.FromMinutes(10), () => log.Lines.Any(static line => line.Contains("clears")));
        Assert.That(log.Lines.Where(static line => line.Contains("clears")), Is.EqualTo(new[] { "Canary trunk1 clears alarm WrongCause" }), string.Join('\n', log.Lines));
    }

    private CanaryRun Canary(Func<CanaryCall, CancellationToken, Task<CanaryOutcome>> call, ILogger<CanaryRun>? log = null)
    {
        var options = new CanaryOptions { To = "9196", Mode = CanaryMode.Echo, IntervalMinutes = 1 };
        var wire = new SipWire(static (_, _) => throw new InvalidOperationException("no probe was expected"), call);
        var run = new CanaryRun(Target(options), options, "host1", 2, 2, Marks, wire, _history, _metrics, _time, new Random(1), log ?? NullLogger<CanaryRun>.Instance);
        _ = run.RunAsync(_end.Token);
        return run;
    }
}
