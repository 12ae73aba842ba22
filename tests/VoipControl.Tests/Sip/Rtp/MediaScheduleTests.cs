using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class MediaScheduleTests
{
    // Nanoseconds, and one phase, so that a tick is 20 million.
    private const long Tick = 20_000_000;

    private static MediaSchedule Schedule(int phases = 1) => new(0, 1_000_000_000, phases);

    private static List<long> DueAt(MediaSchedule schedule, long now)
    {
        List<long> ticks = [];
        while (schedule.TryNext(now, out var tick, out _)) ticks.Add(tick);
        return ticks;
    }

    [Test]
    public void Ticks_come_when_they_are_due()
    {
        var schedule = Schedule();
        Assert.That(DueAt(schedule, 0), Is.EqualTo(new[] { 0L }));
        Assert.That(DueAt(schedule, Tick - 1), Is.Empty);
        Assert.That(DueAt(schedule, Tick), Is.EqualTo(new[] { 1L }));
    }

    [Test]
    public void A_day_later_no_nanosecond_is_lost()
    {
        // 3 units a tick is a frequency that does not divide.
        var schedule = new MediaSchedule(0, 333, 7);
        schedule.Resume(333L * 86400);
        Assert.That(schedule.TryNext(333L * 86400, out var tick, out _), Is.True);
        Assert.That(tick, Is.EqualTo(86400L * 50));
    }

    [Test]
    public void Phases_take_turns_within_a_tick()
    {
        var schedule = Schedule(5);
        List<(long, int)> steps = [];
        for (long now = 0; now < 2 * Tick; now += Tick / 5)
        {
            Assert.That(schedule.TryNext(now, out var tick, out var phase), Is.True);
            steps.Add((tick, phase));
        }

        Assert.That(steps, Is.EqualTo(new[] { (0L, 0), (0L, 1), (0L, 2), (0L, 3), (0L, 4), (1L, 0), (1L, 1), (1L, 2), (1L, 3), (1L, 4) }));
    }

    [Test]
    public void A_short_stall_is_made_up_for()
    {
        var schedule = Schedule();
        DueAt(schedule, 0);
        Assert.That(DueAt(schedule, 3 * Tick), Is.EqualTo(new[] { 1L, 2, 3 }));
        Assert.That((schedule.Late, schedule.Skipped), Is.EqualTo((2L, 0L)));
    }

    [Test]
    public void A_long_stall_is_made_up_for_in_part_and_counted()
    {
        var schedule = Schedule();
        DueAt(schedule, 0);
        Assert.That(DueAt(schedule, 100 * Tick), Is.EqualTo(new[] { 97L, 98, 99, 100 }));
        Assert.That(schedule.Skipped, Is.EqualTo(96));
    }

    [Test]
    public void A_rest_is_not_counted()
    {
        var schedule = Schedule();
        DueAt(schedule, 0);
        schedule.Resume(100 * Tick);
        Assert.That(DueAt(schedule, 100 * Tick), Is.EqualTo(new[] { 100L }));
        Assert.That((schedule.Late, schedule.Skipped), Is.EqualTo((0L, 0L)));
    }
}
