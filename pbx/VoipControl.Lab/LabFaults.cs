using VoipControl.Lab.EventSocket;

namespace VoipControl.Lab;

/// <summary>
/// Faults of a lab switch, on demand. Each may be set while clients are connected and calls are up; each is also
/// reachable as <c>api lab fault NAME [ARGS]</c>. Safe from any thread.
/// </summary>
public sealed class LabFaults
{
    private readonly EventGate _gate;
    private readonly Func<Task> _die;
    private readonly Func<Task> _restart;
    private readonly Action _dropClients;
    private volatile TaskCompletionSource? _hang;
    private long _answerLateTicks;
    private volatile int _zombies;

    internal LabFaults(EventGate gate, Func<Task> die, Func<Task> restart, Action dropClients)
    {
        _gate = gate;
        _die = die;
        _restart = restart;
        _dropClients = dropClients;
    }

    /// <summary>True: every password is answered <c>-ERR invalid</c> and the client is disconnected.</summary>
    public bool RefuseAuthentication { get; set; }

    /// <summary>Chance from 0 to 1 that an event is not sent to anyone.</summary>
    public double LoseProbability
    {
        get => _gate.LoseProbability;
        set => _gate.LoseProbability = Chance(value);
    }

    /// <summary>Chance from 0 to 1 that an event is sent twice.</summary>
    public double RepeatProbability
    {
        get => _gate.RepeatProbability;
        set => _gate.RepeatProbability = Chance(value);
    }

    /// <summary>An event may be overtaken by up to this many later ones; 0 = order kept. At most 1000.</summary>
    public int ReorderWindow
    {
        get => _gate.ReorderWindow;
        set => _gate.ReorderWindow = value is >= 0 and <= 1000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The window must be 0 to 1000 events.");
    }

    /// <summary>Channels that <c>show channels</c> lists and that do not exist. At most 10,000.</summary>
    public int Zombies
    {
        get => _zombies;
        set => _zombies = value is >= 0 and <= 10_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Zombies must be 0 to 10000.");
    }

    /// <summary>Delay before each api reply; order is kept, events are not delayed. Zero = none.</summary>
    public TimeSpan AnswerLate
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _answerLateTicks));
        set => Volatile.Write(ref _answerLateTicks, value >= TimeSpan.Zero
            ? value.Ticks
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The delay must not be negative."));
    }

    /// <summary>True: connections are accepted and read, and nothing is sent, not even the greeting, until it is false
    /// again. What was held back is then sent, as by a process that was stopped and continued.</summary>
    public bool Hanging
    {
        get => _hang is not null;
        set
        {
            if (value)
                Interlocked.CompareExchange(ref _hang, new(TaskCreationOptions.RunContinuationsAsynchronously), null);
            else
                Interlocked.Exchange(ref _hang, null)?.TrySetResult();
        }
    }

    /// <summary>Events that were due and that faults or an absence of clients kept back on purpose.</summary>
    public long EventsLost => _gate.Lost;

    public long EventsRepeated => _gate.Repeated;

    public long EventsReordered => _gate.Reordered;

    /// <summary>The next events are not sent to anyone.</summary>
    public void LoseNext(int events) => _gate.LoseNext(events);

    /// <summary>Events of one name are not sent.</summary>
    /// <param name="name">Event-Name, or the subclass of a CUSTOM event.</param>
    /// <param name="count">How many; null = all until <see cref="Clear"/>.</param>
    public void LoseByName(string name, int? count = null) => _gate.LoseByName(name, count ?? int.MaxValue);

    /// <summary>The switch is killed: listener and sockets close at once, channels vanish without events or records.
    /// It stays dead until <see cref="RestartAsync"/>.</summary>
    public Task DieAsync() => _die();

    /// <summary>Killed (if alive) and started again on the same port with a new Core-UUID and no channels.</summary>
    public Task RestartAsync() => _restart();

    /// <summary>Closes every client's socket. Calls go on; their events reach whoever is connected then.</summary>
    public void DropClients() => _dropClients();

    /// <summary>Ends all faults; a dead switch stays dead.</summary>
    public void Clear()
    {
        RefuseAuthentication = false;
        AnswerLate = TimeSpan.Zero;
        Zombies = 0;
        _gate.Clear();
        Hanging = false;
    }

    internal Task WaitWhileHangingAsync(CancellationToken cancel) => _hang?.Task.WaitAsync(cancel) ?? Task.CompletedTask;

    private static double Chance(double value) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A probability must be 0 to 1.");
}
