namespace VoipControl.Sip.Rtp;

/// <summary>
/// When the steps of a media clock are due: every 20 ms is a tick, and a tick is divided into phases. Each due time is
/// computed from the beginning, so that no error adds up. Pure: time is an argument.
/// </summary>
internal sealed class MediaSchedule
{
    /// <summary>Ticks that are made up for after a stall; what is older is skipped, and counted.</summary>
    public const int CatchUpTicks = 3;

    private readonly long _frequency;
    private readonly int _phases;
    private readonly int _stepsPerSecond;
    private readonly long _start;
    private long _step;

    /// <param name="start">The first step's due time.</param>
    /// <param name="frequency">Timestamp units a second.</param>
    /// <param name="phases">Phases a tick.</param>
    public MediaSchedule(long start, long frequency, int phases)
    {
        _start = start;
        _frequency = frequency;
        _phases = phases;
        _stepsPerSecond = phases * MediaClock.TicksPerSecond;
    }

    /// <summary>Steps that were run a whole tick or more after they were due.</summary>
    public long Late { get; private set; }

    /// <summary>Whole ticks that were never run because the process stood still for too long.</summary>
    public long Skipped { get; private set; }

    /// <summary>How long until the next step is due; zero or less when it is.</summary>
    public TimeSpan DueIn(long now) => TimeSpan.FromSeconds((double)(DueAt(_step) - now) / _frequency);

    /// <summary>The next step if it is due: its tick, counted from the start, and its phase.</summary>
    public bool TryNext(long now, out long tick, out int phase)
    {
        (tick, phase) = (_step / _phases, (int)(_step % _phases));
        if (DueAt(_step) > now) return false;
        var behind = StepAt(now) - _step;
        if (behind > CatchUpTicks * _phases)
        {
            var skipped = behind / _phases - CatchUpTicks;
            Skipped += skipped;
            _step += skipped * _phases;
            tick = _step / _phases;
        }

        if (behind >= _phases) Late++;
        _step++;
        return true;
    }

    /// <summary>Goes on at the present tick without counting anything: nobody was waiting for those between.</summary>
    public void Resume(long now) => _step = Math.Max(_step, StepAt(now));

    private long DueAt(long step) => _start + step / _stepsPerSecond * _frequency + step % _stepsPerSecond * _frequency / _stepsPerSecond;

    private long StepAt(long now)
    {
        var elapsed = now - _start;
        return elapsed / _frequency * _stepsPerSecond + elapsed % _frequency * _stepsPerSecond / _frequency;
    }
}
