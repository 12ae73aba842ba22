namespace VoipControl.Core.Calls;

/// <summary>
/// All calls that are going on, folded from facts: pure, no clock, no I/O. Which call a leg belongs to follows from
/// facts alone (made for a call, originated by a leg, or a root itself), so any order of facts ends in the same calls.
/// </summary>
public sealed class CallBook
{
    /// <summary>Longest chain of originators that is followed; a cycle, which no honest switch makes, ends here.</summary>
    private const int MaxHops = 64;

    private readonly Dictionary<CallId, Call> _calls = [];
    private readonly Dictionary<LegId, Leg> _legs = [];
    private readonly Dictionary<LegId, CallId> _retired = [];
    private readonly Queue<LegId> _retiredInOrder = new();
    private readonly int _retiredLimit;

    /// <param name="retiredLimit">How many legs of retired calls are remembered, so that their late facts make no new call.</param>
    public CallBook(int retiredLimit = 100_000) => _retiredLimit = retiredLimit;

    public IReadOnlyCollection<Call> Calls => _calls.Values;

    public Call? Find(CallId id) => _calls.GetValueOrDefault(id);

    public Leg? Find(LegId id) => _legs.GetValueOrDefault(id);

    public bool IsRetired(LegId id) => _retired.ContainsKey(id);

    /// <summary>Applies a fact. Returns null when its leg belongs to a call that was retired.</summary>
    public CallChange? Apply(LegFact fact)
    {
        if (!_legs.TryGetValue(fact.Leg, out var leg))
        {
            if (_retired.ContainsKey(fact.Leg)) return null;
            leg = new Leg(fact.Leg);
            _legs.Add(fact.Leg, leg);
            leg.Apply(fact);
            Place(leg, Resolve(leg));
            // Legs that named this one before it was known wait in a call of its name; its own origin may lead further.
            var absorbed = leg.CallId.Value != leg.Id.Value ? Rehome(new CallId(leg.Id.Value)) : null;
            return new CallChange(_calls[leg.CallId], true, absorbed);
        }
        var (originator, forCall) = (leg.Originator, leg.ForCall);
        var changed = leg.Apply(fact);
        CallId? gone = null;
        if (leg.Originator != originator || leg.ForCall != forCall) gone = Rehome(leg.CallId);
        return new CallChange(_calls[leg.CallId], changed, gone);
    }

    /// <summary>Drops a call that is over and stored. Its legs are remembered up to the limit.</summary>
    public void Retire(CallId id)
    {
        if (!_calls.Remove(id, out var call)) return;
        foreach (var leg in call.Legs)
        {
            _legs.Remove(leg.Id);
            if (_retiredLimit == 0) continue;
            if (_retiredInOrder.Count >= _retiredLimit) _retired.Remove(_retiredInOrder.Dequeue());
            if (_retired.TryAdd(leg.Id, id)) _retiredInOrder.Enqueue(leg.Id);
        }
    }

    /// <summary>Finds each leg of a call its place anew. Returns the call's id if it is empty afterwards.</summary>
    private CallId? Rehome(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call)) return null;
        foreach (var leg in call.Legs.ToArray())
        {
            var target = Resolve(leg);
            if (target == id) continue;
            call.Remove(leg);
            Place(leg, target);
        }
        if (call.Legs.Count > 0) return null;
        _calls.Remove(id);
        return id;
    }

    private void Place(Leg leg, CallId id)
    {
        if (!_calls.TryGetValue(id, out var call))
        {
            call = new Call(id) { RootRetired = _retired.ContainsKey(new LegId(id.Value)) };
            _calls.Add(id, call);
        }
        call.Add(leg);
        leg.CallId = id;
    }

    private CallId Resolve(Leg leg)
    {
        for (var hops = 0; hops < MaxHops; hops++)
        {
            if (leg.ForCall is { } call) return call;
            if (leg.Originator is not { } parent || parent == leg.Id) return new CallId(leg.Id.Value);
            if (_retired.TryGetValue(parent, out var retired)) return retired;
            if (!_legs.TryGetValue(parent, out var next)) return new CallId(parent.Value);
            leg = next;
        }
        return new CallId(SmallestInCycle(leg));
    }

    private Guid SmallestInCycle(Leg leg)
    {
        var smallest = leg.Id.Value;
        for (var next = _legs[leg.Originator!.Value]; next != leg; next = _legs[next.Originator!.Value])
            if (next.Id.Value.CompareTo(smallest) < 0) smallest = next.Id.Value;
        return smallest;
    }
}
