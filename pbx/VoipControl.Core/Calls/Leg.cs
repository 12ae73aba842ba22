namespace VoipControl.Core.Calls;

/// <summary>
/// One leg as the union of the facts about it. Each field is a register that keeps the earliest, the latest or the
/// strongest fact, so applying facts is commutative and idempotent: any order and any repetition ends in the same leg.
/// What a reader sees (state, spans, end) is computed from the registers, never stored.
/// </summary>
public sealed class Leg
{
    /// <summary>Most bridge, hold, park and recording facts kept a leg. A real leg has a handful; a loop in a dialplan has no limit.</summary>
    public const int MaxToggles = 4096;

    private readonly List<Toggle> _toggles = [];
    private Dictionary<Guid, Transfer>? _transfers;
    private (FactOrder Order, LegDetails Details)? _first;
    private (FactOrder Order, LegDetails Details)? _last;
    private (FactOrder Order, LegId Leg)? _originator;
    private (FactOrder Order, CallId Call)? _forCall;
    private (FactOrder Order, string Node) _latest;
    private CallPurpose _purpose;
    private FactOrder? _aliveAt;
    private FactOrder? _recoveredAt;
    private LegFact? _hungUp;
    private LegFact? _ended;
    private LegFact? _destroyed;
    private LegFact? _gone;
    private DateTime? _created;
    private DateTime? _ringing;
    private DateTime? _earlyMedia;
    private DateTime? _answered;

    internal Leg(LegId id) => Id = id;

    public LegId Id { get; }

    /// <summary>The call this leg belongs to; kept by <see cref="CallBook"/>.</summary>
    public CallId CallId { get; internal set; }

    /// <summary>The leg that originated this one, or null for a root leg.</summary>
    public LegId? Originator => _originator?.Leg;

    /// <summary>The call this leg was made for, where its maker said so.</summary>
    public CallId? ForCall => _forCall?.Call;

    /// <summary>What the leg's call is for: the strongest that any fact proves.</summary>
    public CallPurpose Purpose => _purpose;

    /// <summary>The node that told the newest fact: after a takeover the survivor.</summary>
    public string Node => _latest.Node;

    /// <summary>The switch process that told the newest fact.</summary>
    public Guid Core => _latest.Order.Core;

    /// <summary>Order of the newest fact.</summary>
    public FactOrder LatestOrder => _latest.Order;

    /// <summary>The earliest description: who called whom, before transfers renamed them.</summary>
    public LegDetails? First => _first?.Details;

    /// <summary>The newest description.</summary>
    public LegDetails? Last => _last?.Details;

    /// <summary>When the leg came to be. A recovered leg's own creation time is younger than its answer: the earliest time known counts.</summary>
    public DateTime CreatedAt => Earlier(Earlier(_created, _ringing), Earlier(_answered, _earlyMedia)) ?? _latest.Order.At;

    public DateTime? RingingAt => _ringing;
    public DateTime? AnsweredAt => _answered;
    public bool Recovered => _recoveredAt is not null;
    public IReadOnlyCollection<Transfer> Transfers => (IReadOnlyCollection<Transfer>?)_transfers?.Values ?? [];

    /// <summary>The fact that ended the leg, the most telling one first, or null while it lives.</summary>
    private LegFact? End =>
        StillCounts(_ended) ?? StillCounts(_destroyed)
        ?? (_gone is { } gone && (_aliveAt is not { } alive || gone.Order > alive) ? gone : null);

    public bool IsEnded => End is not null;

    /// <summary>The leg's final report is here: nothing more is to be learned of it.</summary>
    public bool IsReported => StillCounts(_ended) is not null;

    /// <summary>Nobody told the end; it was concluded from the leg's absence.</summary>
    public bool EndInferred => End is { Kind: FactKind.Gone };

    public DateTime? EndedAt => End is not { } end ? null : end.Details?.HungUpAt ?? StillCounts(_hungUp)?.At ?? end.At;

    public HangUp? HangUp => StillCounts(_ended)?.HangUp ?? StillCounts(_hungUp)?.HangUp ?? End?.HangUp;

    /// <summary>Order of the hang-up, the end's own where the hang-up was missed.</summary>
    internal FactOrder? HangUpOrder => StillCounts(_hungUp)?.Order ?? End?.Order;

    /// <summary>The newest fact that shows the leg being moved (bridged or parked) or made.</summary>
    internal FactOrder? MovedAt
    {
        get
        {
            for (var i = _toggles.Count - 1; i >= 0; i--)
                if (_toggles[i].Kind is FactKind.Bridged or FactKind.Parked) return _toggles[i].Order;
            return null;
        }
    }

    public LegState State
    {
        get
        {
            if (IsEnded) return LegState.Ended;
            if (StillCounts(_hungUp) is not null) return LegState.HangingUp;
            if (Holds().Any(static h => h.To is null)) return LegState.Held;
            if (Bridges().Any(static b => b.To is null)) return LegState.Bridged;
            for (var i = _toggles.Count - 1; i >= 0; i--)
            {
                if (_toggles[i].Kind == FactKind.Parked) return LegState.Parked;
                if (_toggles[i].Kind is FactKind.Unparked or FactKind.Bridged) break;
            }
            if (_answered is not null) return LegState.Answered;
            if (_earlyMedia is not null) return LegState.EarlyMedia;
            return _ringing is not null ? LegState.Ringing : LegState.New;
        }
    }

    /// <summary>Adds a fact. Returns false when it said nothing new.</summary>
    internal bool Apply(LegFact fact)
    {
        var order = fact.Order;
        var changed = false;
        if (_latest.Node is null || order > _latest.Order)
        {
            changed = _latest.Node != fact.Node;
            _latest = (order, fact.Node);
        }
        changed |= KeepEarliest(ref _originator, order, fact.Originator);
        changed |= KeepEarliest(ref _forCall, order, fact.ForCall);
        if (fact.Purpose is { } purpose && purpose > _purpose)
        {
            _purpose = purpose;
            changed = true;
        }
        if (fact.Details is { } details) changed |= ApplyDetails(order, details, fact.Kind);
        if (fact.Transfers is { } transfers)
            foreach (var transfer in transfers)
                changed |= (_transfers ??= []).TryAdd(transfer.Id, transfer);
        if (fact.Recovered && (_recoveredAt is not { } recovered || order > recovered))
        {
            _recoveredAt = order;
            changed = true;
        }
        if (ShowsLife(fact.Kind) && (_aliveAt is not { } alive || order > alive))
        {
            changed |= _gone is not null;
            _aliveAt = order;
        }
        changed |= fact.Kind switch
        {
            FactKind.Created => KeepEarliest(ref _created, fact.At),
            FactKind.Ringing => KeepEarliest(ref _ringing, fact.At),
            FactKind.EarlyMedia => KeepEarliest(ref _earlyMedia, fact.At),
            FactKind.Answered => KeepEarliest(ref _answered, fact.At),
            FactKind.Bridged or FactKind.Unbridged or FactKind.Held or FactKind.Unheld or FactKind.Parked
                or FactKind.Unparked or FactKind.RecordingStarted or FactKind.RecordingStopped => AddToggle(fact),
            FactKind.HungUp => KeepLatest(ref _hungUp, fact),
            FactKind.Ended or FactKind.Reported => KeepLatest(ref _ended, fact),
            FactKind.Destroyed => KeepLatest(ref _destroyed, fact) && StillCounts(_ended) is null,
            FactKind.Gone => KeepLatest(ref _gone, fact) && ReferenceEquals(End, fact),
            _ => false,
        };
        return changed;
    }

    /// <summary>The times this leg was connected with another one. A null end is "still".</summary>
    public IEnumerable<BridgeSpan> Bridges()
    {
        BridgeSpan? open = null;
        var any = false;
        foreach (var toggle in _toggles)
        {
            switch (toggle.Kind)
            {
                case FactKind.Bridged when open is null || open.With != toggle.Other:
                    if (open is not null) yield return open with { To = toggle.Order.At };
                    open = new BridgeSpan(toggle.Order.At, toggle.Other);
                    any = true;
                    break;
                case FactKind.Unbridged when open is not null && (toggle.Other is null || open.With == toggle.Other):
                case FactKind.Parked when open is not null:
                    yield return open with { To = Earliest(toggle.Order.At, EndedAt) };
                    open = null;
                    break;
            }
        }
        // The bridge's own events were missed, but a later description knows when it was.
        if (!any && _last?.Details.BridgedAt is { } bridgedAt) open = new BridgeSpan(bridgedAt);
        if (open is not null) yield return open with { To = EndedAt };
    }

    /// <summary>The times this leg's party was on hold. A null end is "still".</summary>
    public IEnumerable<Span> Holds()
    {
        DateTime? since = null;
        foreach (var toggle in _toggles)
        {
            if (toggle.Kind == FactKind.Held) since ??= toggle.Order.At;
            else if (toggle.Kind == FactKind.Unheld && since is { } from)
            {
                yield return new Span(from, toggle.Order.At);
                since = null;
            }
        }
        if (since is { } open) yield return new Span(open, EndedAt);
    }

    /// <summary>The files this leg was recorded to, in order of their start.</summary>
    public IEnumerable<Recording> Recordings()
    {
        var files = new Dictionary<string, Recording>(StringComparer.Ordinal);
        foreach (var toggle in _toggles)
        {
            if (toggle.Recording is not { } file) continue;
            if (toggle.Kind == FactKind.RecordingStarted)
                files.TryAdd(file, new Recording(file, Id, Node, toggle.Order.At, null, null));
            else if (toggle.Kind == FactKind.RecordingStopped)
                files[file] = (files.GetValueOrDefault(file) ?? new Recording(file, Id, Node, null, null, null))
                    with
                { StoppedAt = toggle.Order.At, Length = toggle.RecordingLength };
        }
        return files.Values.Select(r => r with { StoppedAt = r.StoppedAt ?? EndedAt });
    }

    /// <summary>A recovery that is newer than the fact refutes it: the leg goes on on another node.</summary>
    private LegFact? StillCounts(LegFact? fact) =>
        fact is not null && (_recoveredAt is not { } recovered || fact.Order > recovered) ? fact : null;

    private bool ApplyDetails(FactOrder order, LegDetails details, FactKind kind)
    {
        var changed = false;
        if (_first is not { } first || order < first.Order)
        {
            _first = (order, details);
            changed = true;
        }
        if (_last is not { } last || order > last.Order)
        {
            _last = (order, details);
            changed = true;
        }
        changed |= KeepEarliest(ref _created, details.CreatedAt);
        changed |= KeepEarliest(ref _ringing, details.RingingAt);
        changed |= KeepEarliest(ref _answered, details.AnsweredAt);
        return changed || kind is FactKind.Updated;
    }

    private bool AddToggle(LegFact fact)
    {
        var toggle = new Toggle(fact.Order, fact.Kind, fact.OtherLeg, fact.Recording, fact.RecordingLength);
        var at = _toggles.Count;
        while (at > 0 && _toggles[at - 1].CompareTo(toggle) > 0) at--;
        if ((at > 0 && _toggles[at - 1].CompareTo(toggle) == 0) || at == MaxToggles) return false;
        // Full: the earliest are kept, whatever order they come in.
        if (_toggles.Count == MaxToggles) _toggles.RemoveAt(MaxToggles - 1);
        _toggles.Insert(at, toggle);
        return true;
    }

    private static bool ShowsLife(FactKind kind) => kind is FactKind.Created or FactKind.Ringing or FactKind.EarlyMedia
        or FactKind.Answered or FactKind.Bridged or FactKind.Held or FactKind.Unheld or FactKind.Parked
        or FactKind.RecordingStarted or FactKind.Updated or FactKind.Seen;

    private static bool KeepEarliest<T>(ref (FactOrder Order, T Value)? register, FactOrder order, T? value) where T : struct
    {
        if (value is not { } given || (register is { } kept && kept.Order <= order)) return false;
        var changed = register is not { } before || !EqualityComparer<T>.Default.Equals(before.Value, given);
        register = (order, given);
        return changed;
    }

    private static bool KeepEarliest(ref DateTime? register, DateTime? value)
    {
        if (value is not { } given || (register is { } kept && kept <= given)) return false;
        register = given;
        return true;
    }

    private static bool KeepLatest(ref LegFact? register, LegFact fact)
    {
        if (register is not null && register.Order >= fact.Order) return false;
        register = fact;
        return true;
    }

    private static DateTime? Earlier(DateTime? a, DateTime? b) => a is null ? b : b is null || a < b ? a : b;

    private static DateTime Earliest(DateTime a, DateTime? b) => b is { } other && other < a ? other : a;

    private readonly record struct Toggle(FactOrder Order, FactKind Kind, LegId? Other, string? Recording, TimeSpan? RecordingLength)
        : IComparable<Toggle>
    {
        public int CompareTo(Toggle other)
        {
            var byOrder = Order.CompareTo(other.Order);
            return byOrder != 0 ? byOrder : Kind.CompareTo(other.Kind);
        }
    }
}
