using VoipControl.Lab.Channels;

namespace VoipControl.Lab.EventSocket;

/// <summary>Between the core and the clients: loses, repeats and reorders events when told to.</summary>
internal sealed class EventGate(Random random, Action<OutgoingEvent> send)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _loseByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(OutgoingEvent Event, int After)> _held = [];
    private double _loseProbability;
    private double _repeatProbability;
    private int _reorderWindow;
    private int _loseNext;
    private volatile bool _open = true;

    public double LoseProbability
    {
        get => _loseProbability;
        set => Set(() => _loseProbability = value);
    }

    public double RepeatProbability
    {
        get => _repeatProbability;
        set => Set(() => _repeatProbability = value);
    }

    public int ReorderWindow
    {
        get => _reorderWindow;
        set => Set(() => _reorderWindow = value);
    }

    public long Lost { get; private set; }
    public long Repeated { get; private set; }
    public long Reordered { get; private set; }

    /// <summary>True when no fault is set: the fast path need not ask for each event.</summary>
    public bool Open => _open;

    public void LoseNext(int events) => Set(() => _loseNext = events);

    public void LoseByName(string name, int count) => Set(() => _loseByName[name] = count);

    public void Clear()
    {
        Set(() =>
        {
            _loseProbability = _repeatProbability = 0;
            _reorderWindow = _loseNext = 0;
            _loseByName.Clear();
            foreach (var (e, _) in _held)
                send(e);
            _held.Clear();
        });
    }

    public void Pass(OutgoingEvent e)
    {
        if (_open)
        {
            send(e);
            return;
        }
        lock (_lock)
        {
            if (IsLost(e))
            {
                Lost++;
                return;
            }
            if (_reorderWindow > 0 && random.Next(3) == 0)
            {
                _held.Add((e, 1 + random.Next(_reorderWindow)));
                Reordered++;
                return;
            }
            Send(e);
            for (var i = 0; i < _held.Count; i++)
            {
                var (held, after) = _held[i];
                if (after > 1)
                {
                    _held[i] = (held, after - 1);
                    continue;
                }
                Send(held);
                _held.RemoveAt(i--);
            }
        }
    }

    private void Send(OutgoingEvent e)
    {
        send(e);
        if (_repeatProbability > 0 && random.NextDouble() < _repeatProbability)
        {
            Repeated++;
            send(e);
        }
    }

    private bool IsLost(OutgoingEvent e)
    {
        if (_loseNext > 0)
        {
            _loseNext--;
            return true;
        }
        var name = e.Subclass.Length > 0 ? e.Subclass : e.Name;
        if (_loseByName.TryGetValue(name, out var left) && left > 0)
        {
            if (left != int.MaxValue)
                _loseByName[name] = left - 1;
            return true;
        }
        return _loseProbability > 0 && random.NextDouble() < _loseProbability;
    }

    private void Set(Action change)
    {
        lock (_lock)
        {
            change();
            _open = _loseProbability == 0 && _repeatProbability == 0 && _reorderWindow == 0
                && _loseNext == 0 && _loseByName.Count == 0 && _held.Count == 0;
        }
    }
}
