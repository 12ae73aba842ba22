namespace VoipControl.Core.Calls;

/// <summary>
/// One call: a root leg and every leg originated from it, directly or through others, or made for it (`vc_call`).
/// It is over when the root leg is known and every leg is over.
/// </summary>
public sealed class Call
{
    /// <summary>Tenant of calls whose channels carry no `vc_tenant`.</summary>
    public const string DefaultTenant = "default";

    private readonly List<Leg> _legs = [];

    internal Call(CallId id) => Id = id;

    public CallId Id { get; }

    public IReadOnlyList<Leg> Legs => _legs;

    /// <summary>The leg the call is named after; null until a fact about it has come.</summary>
    public Leg? Root => _legs.Find(l => l.Id.Value == Id.Value);

    /// <summary>The root leg was part of a call that is over and no longer kept: a straggler need not wait for it.</summary>
    public bool RootRetired { get; set; }

    public bool IsEnded => (RootRetired || Root is not null) && _legs.TrueForAll(static l => l.IsEnded);

    /// <summary>What the call is for: a test when any of its legs proves to be one.</summary>
    public CallPurpose Purpose => _legs.Count == 0 ? CallPurpose.Customer : _legs.Max(static l => l.Purpose);

    internal void Add(Leg leg) => _legs.Add(leg);

    internal void Remove(Leg leg) => _legs.Remove(leg);

    /// <summary>What the facts add up to now.</summary>
    public CallView View()
    {
        var legs = _legs.OrderBy(static l => l.CreatedAt).ThenBy(static l => l.Id.Value).ToList();
        var root = Root ?? legs[0];
        var ended = IsEnded;
        var bridges = Merge(legs.SelectMany(static l => l.Bridges()).Select(static b => new Span(b.From, b.To)));
        var holds = legs.SelectMany(static l => l.Holds().Select(h => new Hold(l.Id, h.From, h.To))).OrderBy(static h => h.From).ToList();
        var startedAt = root.CreatedAt;
        var endedAt = ended ? legs.Max(static l => l.EndedAt) : null;
        DateTime? bridgedAt = bridges.Count > 0 ? bridges[0].From : null;
        var deciding = Deciding(root, legs);
        var newest = legs.MaxBy(static l => l.LatestOrder)!;
        return new CallView
        {
            Id = Id,
            Tenant = legs.Select(static l => l.First?.Tenant ?? l.Last?.Tenant).FirstOrDefault(static t => t is not null) ?? DefaultTenant,
            Purpose = Purpose,
            Node = newest.Node,
            State = ended ? CallState.Ended : LiveState(legs),
            Direction = DirectionOf(root, legs),
            Caller = Variable(root, "vc_caller") is { } caller ? new Party(caller) : root.First?.Caller ?? new Party(""),
            Callee = Variable(root, "vc_callee") is { } callee ? new Party(callee) : root.First?.Callee ?? new Party(""),
            Trunk = legs.Select(static l => l.First?.Trunk ?? l.Last?.Trunk).FirstOrDefault(static t => t is not null),
            Extension = legs.Select(static l => l.First?.Extension ?? l.Last?.Extension).FirstOrDefault(static t => t is not null),
            StartedAt = startedAt,
            RingingAt = legs.Min(static l => l.RingingAt),
            AnsweredAt = root.AnsweredAt,
            BridgedAt = bridgedAt,
            EndedAt = endedAt,
            Outcome = ended ? OutcomeOf(root, legs, bridgedAt is not null) : null,
            Cause = ended ? deciding.HangUp?.Cause : null,
            EndedBy = ended ? SideOf(deciding, root, legs) : null,
            Talk = Total(bridges),
            Wait = (bridgedAt ?? endedAt) is { } until && until > startedAt ? until - startedAt : TimeSpan.Zero,
            OnHold = Total(Merge(holds.Select(static h => new Span(h.From, h.To)))),
            EndInferred = ended && legs.Exists(static l => l.EndInferred),
            Recovered = legs.Exists(static l => l.Recovered),
            TakeoverId = legs.Select(static l => Variable(l, "vc_takeover")).FirstOrDefault(static t => t is not null),
            Legs = legs.ConvertAll(ViewOf),
            Holds = holds,
            Transfers = [.. legs.SelectMany(static l => l.Transfers).Where(HandsOn).DistinctBy(static t => t.Id).OrderBy(static t => t.At).ThenBy(static t => t.Id)],
            Recordings = [.. legs.SelectMany(static l => l.Recordings()).OrderBy(static r => r.StartedAt).ThenBy(static r => r.File, StringComparer.Ordinal)],
            RelatedLegs = [.. legs.SelectMany(static l => l.Bridges()).Select(static b => b.With).OfType<LegId>()
                .Where(id => !_legs.Exists(l => l.Id == id)).Distinct().OrderBy(static id => id.Value)],
            Variables = root.Last?.Variables,
        };
    }

    /// <summary>A recovery joins a call's own legs again by bridge and the switch lists that too; nobody was handed on by it.</summary>
    private bool HandsOn(Transfer transfer) =>
        transfer.Kind != TransferKind.Bridge || !Guid.TryParse(transfer.Target, out var id) || !_legs.Exists(l => l.Id.Value == id);

    private static LegView ViewOf(Leg leg) => new()
    {
        Id = leg.Id,
        Node = leg.Node,
        State = leg.State,
        Direction = leg.First?.Direction,
        Originator = leg.Originator,
        Caller = leg.First?.Caller,
        Callee = leg.First?.Callee,
        // A leg that was ordered and not yet made has no channel in its first description.
        Channel = leg.First?.Channel is { Length: > 0 } channel ? channel : leg.Last?.Channel,
        Trunk = leg.First?.Trunk ?? leg.Last?.Trunk,
        Extension = leg.First?.Extension ?? leg.Last?.Extension,
        SipCallId = leg.First?.SipCallId ?? leg.Last?.SipCallId,
        CreatedAt = leg.CreatedAt,
        RingingAt = leg.RingingAt,
        AnsweredAt = leg.AnsweredAt,
        EndedAt = leg.EndedAt,
        Cause = leg.HangUp?.Cause,
        Disposition = leg.HangUp?.Disposition,
        SipStatus = leg.HangUp?.SipStatus,
        EndInferred = leg.EndInferred,
        Recovered = leg.Recovered,
        Bridges = [.. leg.Bridges()],
    };

    private static CallState LiveState(List<Leg> legs)
    {
        var state = CallState.New;
        foreach (var leg in legs)
        {
            var seen = leg.State switch
            {
                LegState.Held => CallState.Held,
                LegState.Bridged => CallState.Talking,
                LegState.Parked => CallState.Parked,
                LegState.Answered => CallState.Answered,
                LegState.Ringing or LegState.EarlyMedia => CallState.Ringing,
                _ => CallState.New,
            };
            if (seen > state) state = seen;
        }
        return state;
    }

    private static Direction DirectionOf(Leg root, List<Leg> legs)
    {
        if (root.First?.Direction != Direction.Inbound) return Direction.Outbound;
        if (root.First.Extension is null) return Direction.Inbound;
        return legs.Exists(l => l != root && (l.First?.Trunk ?? l.Last?.Trunk) is not null) ? Direction.Outbound : Direction.Internal;
    }

    /// <summary>
    /// The leg whose end tells why the call ended: the root, unless another leg was moved on (bridged or parked anew)
    /// after the root had gone, as a blind transfer of the other side does.
    /// </summary>
    private static Leg Deciding(Leg root, List<Leg> legs)
    {
        if (root.HangUpOrder is not { } gone) return root;
        var moved = legs.Where(l => l != root && (l.MovedAt > gone || l.CreatedAt > gone.At)).ToList();
        return moved.Count == 0 ? root : moved.MaxBy(static l => l.HangUpOrder ?? default)!;
    }

    private static HangUpSide SideOf(Leg deciding, Leg root, List<Leg> legs)
    {
        static bool FromParty(Leg leg) => leg.HangUp?.Disposition?.StartsWith("recv_", StringComparison.Ordinal) == true;
        var by = FromParty(deciding) ? deciding : legs.Where(FromParty).MaxBy(static l => l.HangUpOrder ?? default);
        if (by is null) return HangUpSide.System;
        return by == root ? HangUpSide.Caller : HangUpSide.Callee;
    }

    private static Outcome OutcomeOf(Leg root, List<Leg> legs, bool talked)
    {
        var tried = legs.Where(l => l != root).ToList();
        if (talked || (root.AnsweredAt is not null && tried.Count == 0)) return Outcome.Answered;
        var last = tried.MaxBy(static l => l.CreatedAt);
        if (root.HangUp?.Disposition is "recv_cancel" or "recv_bye" || root.HangUp?.Cause == "ORIGINATOR_CANCEL") return Outcome.Abandoned;
        return ByCause(last?.HangUp?.Cause is { } cause && cause != "LOSE_RACE" ? cause : root.HangUp?.Cause);
    }

    /// <summary>Cause names are those of FreeSWITCH's CAUSE_CHART (switch_channel.c), numbered as in ITU-T Q.850.</summary>
    private static Outcome ByCause(string? cause) => cause switch
    {
        "ORIGINATOR_CANCEL" => Outcome.Abandoned,
        "USER_BUSY" or "BUSY_EVERYWHERE" => Outcome.Busy,
        "NO_ANSWER" or "NO_PICKUP" or "NO_USER_RESPONSE" or "ALLOTTED_TIMEOUT" or "PROGRESS_TIMEOUT" or "RECOVERY_ON_TIMER_EXPIRE" => Outcome.NoAnswer,
        "CALL_REJECTED" or "DECLINE" or "REJECT_ALL" => Outcome.Rejected,
        _ => Outcome.Failed,
    };

    private static string? Variable(Leg leg, string name) =>
        leg.Last?.Variables?.GetValueOrDefault(name) ?? leg.First?.Variables?.GetValueOrDefault(name);

    /// <summary>Joins overlapping spans, so that time in which three legs are connected counts once.</summary>
    private static List<Span> Merge(IEnumerable<Span> spans)
    {
        var merged = new List<Span>();
        foreach (var span in spans.OrderBy(static s => s.From).ThenBy(static s => s.To ?? DateTime.MaxValue))
        {
            if (merged.Count > 0 && merged[^1] is var last && (last.To is null || last.To >= span.From))
                merged[^1] = last with { To = last.To is null || span.To is null ? null : last.To > span.To ? last.To : span.To };
            else
                merged.Add(span);
        }
        return merged;
    }

    /// <summary>Length of the closed spans; a span that still runs is not counted, its reader knows the time.</summary>
    private static TimeSpan Total(List<Span> spans)
    {
        var total = TimeSpan.Zero;
        foreach (var span in spans)
            if (span.To is { } to && to > span.From) total += to - span.From;
        return total;
    }
}
