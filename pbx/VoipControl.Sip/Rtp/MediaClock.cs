namespace VoipControl.Sip.Rtp;

/// <summary>
/// Ticks every 20 ms on a thread of its own, by an absolute schedule. Those who register are spread over the phases of a tick,
/// so that 200 senders are not one burst. One that throws does not stop the others. It runs on real time only: what ticks is
/// tested by being ticked.
/// </summary>
public sealed class MediaClock : IDisposable
{
    /// <summary>Ticks a second.</summary>
    public const int TicksPerSecond = 50;

    /// <summary>A tick is divided into this many phases, 4 ms each.</summary>
    private const int Phases = 5;

    private readonly TimeProvider _time;
    private readonly Action<Exception> _onError;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private readonly Lock _gate = new();

    // Replaced, never changed: the thread reads them without the lock.
    private readonly Registration[][] _phases = [.. Enumerable.Repeat<Registration[]>([], Phases)];
    private long _late;
    private long _skipped;
    private volatile int _registered;
    private volatile bool _stopped;

    /// <param name="time">The system's, for anything that shall tick.</param>
    /// <param name="onError">Told what a tick threw.</param>
    public MediaClock(TimeProvider time, Action<Exception> onError)
    {
        _time = time;
        _onError = onError;
        _thread = new Thread(Run) { IsBackground = true, Name = "media clock", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>Length of a tick: one packet.</summary>
    public static TimeSpan Tick { get; } = TimeSpan.FromMilliseconds(1000 / TicksPerSecond);

    /// <summary>Steps that ran 20 ms or more too late: the process or the host was short of time.</summary>
    public long LateTicks => Interlocked.Read(ref _late);

    /// <summary>Ticks that were left out because the process stood still for more than three of them.</summary>
    public long SkippedTicks => Interlocked.Read(ref _skipped);

    /// <summary>How many are registered.</summary>
    public int Registered => _registered;

    /// <summary>
    /// Has <paramref name="tick"/> called every 20 ms with the number of the tick; numbers only rise, and a number that is left out
    /// is 20 ms that were missed. It must not wait for anything.
    /// </summary>
    /// <returns>Ends it: when Dispose has returned, no call is running and none follows (unless it is disposed from within its own tick).</returns>
    public IDisposable Register(Action<long> tick)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            var phase = Array.IndexOf(_phases, _phases.MinBy(static p => p.Length)!);
            var registration = new Registration(this, phase, tick);
            _phases[phase] = [.. _phases[phase], registration];
            _registered++;
            if (_registered == 1) _wake.Set();
            return registration;
        }
    }

    /// <summary>Stops the thread; a tick that is running is waited for.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopped) return;
            _stopped = true;
        }

        _wake.Set();
        if (Thread.CurrentThread != _thread) _thread.Join();
        _wake.Dispose();
    }

    private void Remove(Registration registration)
    {
        lock (_gate)
        {
            _phases[registration.Phase] = [.. _phases[registration.Phase].Where(r => r != registration)];
            _registered--;
        }
    }

    private void Run()
    {
        var schedule = new MediaSchedule(_time.GetTimestamp(), _time.TimestampFrequency, Phases);
        while (!_stopped)
        {
            if (_registered == 0)
            {
                _wake.WaitOne();
                schedule.Resume(_time.GetTimestamp());
                continue;
            }

            if (!schedule.TryNext(_time.GetTimestamp(), out var tick, out var phase))
            {
                // Rounded up: waking a little late is right, waking early would be a second wait.
                _wake.WaitOne((int)Math.Ceiling(schedule.DueIn(_time.GetTimestamp()).TotalMilliseconds) is > 0 and var wait ? wait : 0);
                continue;
            }

            Volatile.Write(ref _late, schedule.Late);
            Volatile.Write(ref _skipped, schedule.Skipped);
            foreach (var registration in Volatile.Read(ref _phases[phase])) Call(registration, tick);
        }
    }

    private void Call(Registration registration, long tick)
    {
        try
        {
            registration.Call(tick);
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    private void Report(Exception error)
    {
        try
        {
            _onError(error);
        }
        catch (Exception)
        {
            // As in RtpPorts: thrown on this thread it would end the process.
        }
    }

    private sealed class Registration(MediaClock clock, int phase, Action<long> tick) : IDisposable
    {
        // Held while the tick runs. It may be entered again by the same thread: a tick may end itself.
        private readonly Lock _running = new();
        private bool _ended;

        public int Phase => phase;

        public void Call(long number)
        {
            lock (_running)
            {
                if (!_ended) tick(number);
            }
        }

        public void Dispose()
        {
            lock (_running)
            {
                if (_ended) return;
                _ended = true;
            }

            clock.Remove(this);
        }
    }
}
