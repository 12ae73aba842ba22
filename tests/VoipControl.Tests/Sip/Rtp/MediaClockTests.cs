using System.Collections.Concurrent;
using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class MediaClockTests
{
    private readonly ConcurrentQueue<Exception> _errors = new();
    private MediaClock _clock = null!;

    [SetUp]
    public void Begin() => _clock = new MediaClock(TimeProvider.System, _errors.Enqueue);

    [TearDown]
    public void End()
    {
        _clock.Dispose();
        _errors.Clear();
    }

    [Test]
    public async Task Ticks_are_numbered_upwards()
    {
        var ticks = new ConcurrentQueue<long>();
        using var ticking = _clock.Register(ticks.Enqueue);
        await MediaLab.UntilAsync("ten ticks", () => ticks.Count >= 10);
        Assert.That(ticks, Is.Ordered.And.Unique);
    }

    [Test]
    public async Task One_that_throws_is_reported_and_stops_nobody()
    {
        var others = 0;
        // More than there are phases, so that some share one.
        var ticking = Enumerable.Range(0, 12)
            .Select(i => _clock.Register(_ => Interlocked.Increment(ref i == 3 ? ref Thrown() : ref others)))
            .ToList();
        await MediaLab.UntilAsync("errors and ticks", () => _errors.Count >= 3 && Volatile.Read(ref others) >= 50);
        foreach (var one in ticking) one.Dispose();
        Assert.That(_errors.Select(static e => e.Message).Distinct(), Is.EqualTo(new[] { "a broken tick" }));
    }

    [Test]
    public async Task After_its_end_none_is_called()
    {
        var ticks = 0;
        var ended = _clock.Register(_ => Interlocked.Increment(ref ticks));
        await MediaLab.UntilAsync("a tick", () => Volatile.Read(ref ticks) > 0);
        ended.Dispose();
        var before = Volatile.Read(ref ticks);
        var others = 0;
        using var other = _clock.Register(_ => Interlocked.Increment(ref others));
        await MediaLab.UntilAsync("ticks of another", () => Volatile.Read(ref others) > 5);
        Assert.That(Volatile.Read(ref ticks), Is.EqualTo(before));
    }

    [Test]
    public async Task A_tick_may_end_itself()
    {
        var ticks = 0;
        IDisposable? self = null;
        using var set = new ManualResetEventSlim();
        self = _clock.Register(_ =>
        {
            set.Wait(TimeSpan.FromSeconds(10));
            ticks++;
            self!.Dispose();
        });
        set.Set();
        await MediaLab.UntilAsync("the end of it", () => _clock.Registered == 0);
        Assert.That(ticks, Is.EqualTo(1));
    }

    [Test]
    public void A_stopped_clock_takes_nobody()
    {
        _clock.Dispose();
        Assert.That(() => _clock.Register(static _ => { }), Throws.InstanceOf<ObjectDisposedException>());
    }

    private static ref int Thrown() => throw new InvalidOperationException("a broken tick");

    [Test]
    public async Task Whoever_fails_while_told_of_a_failure_ends_nothing()
    {
        var ticks = 0;
        using var clock = new MediaClock(TimeProvider.System, static e => throw e);
        using var ticking = clock.Register(_ => throw new InvalidOperationException($"tick {Interlocked.Increment(ref ticks)}"));
        await MediaLab.UntilAsync("two ticks", () => Volatile.Read(ref ticks) >= 2);
    }
}
