namespace VoipControl.Sip;

/// <summary>
/// All timers of an endpoint behind one timer of the system: thousands of transactions keep three timers each, and most are
/// cancelled long before they are due. Scheduled and run on the loop only.
/// </summary>
internal sealed class SipTimerQueue : IDisposable
{
    /// <summary>Cancelled timers are thrown out together, when there are this many and they are the half.</summary>
    private const int TidyAt = 1024;

    private readonly PriorityQueue<SipTimer, (long Due, long Order)> _timers = new();
    private readonly TimeProvider _time;
    private readonly ITimer _wake;
    private long _order;
    private long _wakeAt = long.MaxValue;
    private int _sinceTidy;

    /// <param name="time">The clock.</param>
    /// <param name="post">Brings the call onto the loop.</param>
    public SipTimerQueue(TimeProvider time, Action<Action> post)
    {
        _time = time;
        Action run = Run;
        _wake = time.CreateTimer(_ => post(run), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers that wait, cancelled ones included.</summary>
    public int Count => _timers.Count;

    /// <summary>Runs <paramref name="run"/> after <paramref name="delay"/>.</summary>
    public SipTimer Schedule(TimeSpan delay, Action run)
    {
        var due = _time.GetTimestamp() + (long)(delay.Ticks * ((double)_time.TimestampFrequency / TimeSpan.TicksPerSecond));
        var timer = new SipTimer(run, due);
        _timers.Enqueue(timer, (due, _order++));
        if (++_sinceTidy >= TidyAt)
            Tidy();
        Arm();
        return timer;
    }

    public void Dispose() => _wake.Dispose();

    private void Run()
    {
        _wakeAt = long.MaxValue;
        var now = _time.GetTimestamp();
        try
        {
            while (_timers.TryPeek(out var timer, out var key) && (key.Due <= now || timer.IsCancelled))
            {
                _timers.Dequeue();
                timer.Run();
            }
        }
        finally
        {
            // Also when one threw: those behind it are due all the same.
            Arm();
        }
    }

    private void Arm()
    {
        if (!_timers.TryPeek(out _, out var first) || first.Due >= _wakeAt)
            return;
        _wakeAt = first.Due;
        var delay = _time.GetElapsedTime(_time.GetTimestamp(), first.Due);
        // System timers count whole milliseconds: rounding down would wake us just before the time, again and again.
        _wake.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(delay.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    private void Tidy()
    {
        _sinceTidy = 0;
        var live = _timers.UnorderedItems.Where(item => !item.Element.IsCancelled).ToList();
        if (live.Count > _timers.Count / 2)
            return;
        _timers.Clear();
        _timers.EnqueueRange(live);
    }
}
