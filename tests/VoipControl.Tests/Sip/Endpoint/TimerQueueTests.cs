using NUnit.Framework;
using VoipControl.Sip;
using VoipControl.Testing;

namespace VoipControl.Tests.Sip.Endpoint;

public sealed class TimerQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Timers_run_in_the_order_of_their_times_and_of_their_making()
    {
        using var queue = new SipTimerQueue(_time, static work => work());
        var ran = new List<string>();
        queue.Schedule(TimeSpan.FromSeconds(2), () => ran.Add("late"));
        queue.Schedule(TimeSpan.FromSeconds(1), () => ran.Add("first"));
        queue.Schedule(TimeSpan.FromSeconds(1), () => ran.Add("second"));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(ran, Is.EqualTo(new[] { "first", "second", "late" }));
    }

    [Test]
    public void A_cancelled_timer_does_not_run()
    {
        using var queue = new SipTimerQueue(_time, static work => work());
        var ran = 0;
        queue.Schedule(TimeSpan.FromSeconds(1), () => ran++).Cancel();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(ran, Is.Zero);
    }

    [Test]
    public void A_timer_may_make_another_and_cancel_a_third()
    {
        using var queue = new SipTimerQueue(_time, static work => work());
        var ran = new List<string>();
        var third = queue.Schedule(TimeSpan.FromSeconds(1.5), () => ran.Add("third"));
        queue.Schedule(TimeSpan.FromSeconds(1), () =>
        {
            third.Cancel();
            queue.Schedule(TimeSpan.FromSeconds(1), () => ran.Add("second"));
        });
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(ran, Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public void Cancelled_timers_are_not_kept_until_they_would_be_due()
    {
        using var queue = new SipTimerQueue(_time, static work => work());
        for (var i = 0; i < 100_000; i++)
            queue.Schedule(TimeSpan.FromHours(1), static () => { }).Cancel();
        Assert.That(queue.Count, Is.LessThan(5_000));
    }

    [Test]
    public void A_timer_that_throws_does_not_hold_up_those_after_it()
    {
        using var queue = new SipTimerQueue(_time, static work =>
        {
            try
            {
                work();
            }
            catch (InvalidOperationException)
            {
                // As the loop does.
            }
        });
        var ran = 0;
        queue.Schedule(TimeSpan.FromSeconds(1), static () => throw new InvalidOperationException());
        queue.Schedule(TimeSpan.FromSeconds(1), () => ran++);
        queue.Schedule(TimeSpan.FromSeconds(2), () => ran++);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(ran, Is.EqualTo(2));
    }
}
