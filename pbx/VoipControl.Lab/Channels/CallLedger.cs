namespace VoipControl.Lab.Channels;

/// <summary>Every call that the lab switch ever placed, over all its lives. Its own lock, so that a reader never stops the switch.</summary>
internal sealed class CallLedger(int limit)
{
    private readonly Lock _gate = new();
    private readonly Queue<LabCallOutcome> _ended = new();
    private readonly OrderedDictionary<string, CallTruth> _live = [];

    /// <summary>Calls placed since the switch was made, ended or not.</summary>
    public long Placed { get; private set; }

    public void Begin(string rootUuid, CallTruth call)
    {
        lock (_gate)
        {
            Placed++;
            _live[rootUuid] = call;
        }
    }

    public void End(string rootUuid, LabCallOutcome outcome)
    {
        lock (_gate)
        {
            _live.Remove(rootUuid);
            Keep(outcome);
        }
    }

    /// <summary>A call that began and ended without a <see cref="CallTruth"/>: the flood's.</summary>
    public void AddEnded(LabCallOutcome outcome)
    {
        lock (_gate)
        {
            Placed++;
            Keep(outcome);
        }
    }

    public IReadOnlyList<LabCallOutcome> Snapshot()
    {
        lock (_gate)
            return [.. _ended, .. _live.Values.Select(c => c.ToOutcome())];
    }

    private void Keep(LabCallOutcome outcome)
    {
        if (_ended.Count >= limit)
            _ended.Dequeue();
        _ended.Enqueue(outcome);
    }
}
