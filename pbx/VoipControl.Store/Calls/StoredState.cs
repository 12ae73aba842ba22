using VoipControl.Core.Calls;

namespace VoipControl.Store.Calls;

/// <summary>
/// The calls a writer holds in memory: folded from their facts, beside what MySQL has of each. Whatever it does not hold
/// can be read back, so it may be emptied at any time.
/// </summary>
internal sealed class StoredState
{
    private readonly Dictionary<CallId, Stored> _calls = [];
    private readonly Dictionary<LegId, CallId> _legs = [];
    private readonly Queue<(CallId Call, long Revision)> _ended = new();

    public CallBook Book { get; private set; } = new(retiredLimit: 0);

    /// <summary>What MySQL has of a call; null when it does not have it.</summary>
    public Stored? Find(CallId call) => _calls.TryGetValue(call, out var stored) ? stored : null;

    /// <summary>The call under which MySQL has a leg; null when it does not have it.</summary>
    public CallId? CallOf(LegId leg) => _legs.TryGetValue(leg, out var call) ? call : null;

    public void SetCall(CallId call, long revision, bool hasRecord) => _calls[call] = new Stored(revision, hasRecord);

    public void SetLeg(LegId leg, CallId call) => _legs[leg] = call;

    public void Remove(CallId call) => _calls.Remove(call);

    /// <summary>Keeps the newest ended calls up to a limit: their last facts often come a moment after the end.</summary>
    public void KeepEnded(CallId call, int limit)
    {
        _ended.Enqueue((call, _calls[call].Revision));
        while (_ended.Count > limit)
        {
            var (oldest, revision) = _ended.Dequeue();
            if (_calls.TryGetValue(oldest, out var stored) && stored.Revision == revision) Drop(oldest);
        }
    }

    public void Clear()
    {
        Book = new CallBook(retiredLimit: 0);
        _calls.Clear();
        _legs.Clear();
        _ended.Clear();
    }

    private void Drop(CallId id)
    {
        if (Book.Find(id) is { } call)
            foreach (var leg in call.Legs) _legs.Remove(leg.Id);
        Book.Retire(id);
        _calls.Remove(id);
    }

    /// <param name="Revision">The revision MySQL has.</param>
    /// <param name="HasRecord">Whether it has a call record.</param>
    public readonly record struct Stored(long Revision, bool HasRecord);
}
