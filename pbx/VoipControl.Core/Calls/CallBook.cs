namespace VoipControl.Core.Calls;

/// <summary>
/// All calls that are going on, folded from facts: pure, no clock, no I/O. Which call a leg belongs to follows from
/// facts alone (made for a call, originated by a leg, or a root itself), so any order of facts ends in the same calls.
/// </summary>
public sealed class CallBook
{
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

    /// <summary>Applies a fact. Returns null when its leg was reported and belongs to a call that was retired.</summary>
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

    /// <summary>
    /// Drops a call that is over. Legs whose final report came are remembered up to the limit. The others are not: a sign
    /// of life, or the report, brings them back, for an end that was inferred may prove wrong at any later time.
    /// </summary>
    public void Retire(CallId id)
    {
        if (!_calls.Remove(id, out var call)) return;
        foreach (var leg in call.Legs)
        {
            _legs.Remove(leg.Id);
            if (_retiredLimit == 0 || !leg.IsReported) continue;
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
        // A chain may have any length. A cycle, which no honest switch makes, is noticed by meeting a mark that is moved
        // on after twice as many hops each time (Brent).
        var (mark, hops, limit) = (leg, 0, 1);
        while (true)
        {
            if (Parent(leg) is not { } parent || parent == leg.Id) return new CallId(leg.Id.Value);
            if (_retired.TryGetValue(parent, out var retired)) return retired;
            if (!_legs.TryGetValue(parent, out var next)) return new CallId(parent.Value);
            leg = next;
            if (leg == mark) return new CallId(SmallestInCycle(leg));
            if (++hops < limit) continue;
            (mark, hops, limit) = (leg, 0, limit * 2);
        }
    }

    /// <summary>
    /// The leg whose call this one belongs to. A call is named after its root leg, so a leg made for a call follows that
    /// leg too: should it turn out to be no root, both belong to its root's call.
    /// </summary>
    private static LegId? Parent(Leg leg) => leg.ForCall is { } call ? new LegId(call.Value) : leg.Originator;

    private Guid SmallestInCycle(Leg leg)
    {
        var smallest = leg.Id.Value;
        for (var next = _legs[Parent(leg)!.Value]; next != leg; next = _legs[Parent(next)!.Value])
            if (next.Id.Value.CompareTo(smallest) < 0) smallest = next.Id.Value;
        return smallest;
    }
}
