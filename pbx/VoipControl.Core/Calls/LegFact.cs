using System.Text.Json.Serialization;

namespace VoipControl.Core.Calls;

/// <summary>
/// One thing that happened to one leg, as told by the switch or found by a compare. Facts are what the journal keeps
/// and what MySQL's `call_facts` holds; every other view of a call is folded from them.
/// </summary>
public sealed record LegFact
{
    /// <summary>What happened.</summary>
    public required FactKind Kind { get; init; }

    /// <summary>To which leg.</summary>
    public required LegId Leg { get; init; }

    /// <summary>The Core-UUID of the switch process that told it: new at every start of a switch.</summary>
    public required Guid Core { get; init; }

    /// <summary>Event-Sequence: unique within <see cref="Core"/> (switch_event.c). Facts of our own (compare, record files) have 0.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened: Event-Date-Timestamp, UTC, microseconds; for facts of our own, our clock.</summary>
    public required DateTime At { get; init; }

    /// <summary>Name of the node that told it.</summary>
    public required string Node { get; init; }

    /// <summary>The leg that originated this one, where the event says so.</summary>
    public LegId? Originator { get; init; }

    /// <summary>The call this leg was made for (channel variable `vc_call`); goes before <see cref="Originator"/>.</summary>
    public CallId? ForCall { get; init; }

    /// <summary>The other leg of a bridge.</summary>
    public LegId? OtherLeg { get; init; }

    /// <summary>A recording's file on the node, for the two recording kinds.</summary>
    public string? Recording { get; init; }

    /// <summary>Length of the finished recording.</summary>
    public TimeSpan? RecordingLength { get; init; }

    /// <summary>The leg's transfers so far, as the switch lists them in `transfer_history`.</summary>
    public IReadOnlyList<Transfer>? Transfers { get; init; }

    /// <summary>The leg came back from a recovery document after a takeover (`variable_recovered`).</summary>
    public bool Recovered { get; init; }

    /// <summary>Why the leg ended, for the kinds that end it.</summary>
    public HangUp? HangUp { get; init; }

    /// <summary>Who and what the leg is; present on Created, Answered, Ended, Seen and Reported.</summary>
    public LegDetails? Details { get; init; }

    /// <summary>Total order of facts: time, then sequence, then core. Repeats of one event compare equal.</summary>
    [JsonIgnore]
    public FactOrder Order => new(At, Sequence, Core);
}

/// <summary>
/// Where a fact stands among the others. Time goes first because a takeover continues a leg on another core, whose
/// sequence started anew; within one core the switch's clock is monotonic and ties are settled by the sequence.
/// </summary>
public readonly record struct FactOrder(DateTime At, long Sequence, Guid Core) : IComparable<FactOrder>
{
    public int CompareTo(FactOrder other)
    {
        var byTime = At.CompareTo(other.At);
        if (byTime != 0) return byTime;
        var bySequence = Sequence.CompareTo(other.Sequence);
        return bySequence != 0 ? bySequence : Core.CompareTo(other.Core);
    }

    public static bool operator <(FactOrder left, FactOrder right) => left.CompareTo(right) < 0;
    public static bool operator >(FactOrder left, FactOrder right) => left.CompareTo(right) > 0;
    public static bool operator <=(FactOrder left, FactOrder right) => left.CompareTo(right) <= 0;
    public static bool operator >=(FactOrder left, FactOrder right) => left.CompareTo(right) >= 0;
}

/// <summary>A telephone party: number as the switch shows it, and display name.</summary>
public sealed record Party(string Number, string? Name = null);

/// <summary>Which way a leg or call runs, seen from the switch.</summary>
public enum Direction : byte
{
    /// <summary>It came to the switch from a trunk or an unknown peer.</summary>
    Inbound = 1,

    /// <summary>The switch placed it towards a trunk, or on command.</summary>
    Outbound = 2,

    /// <summary>From one extension to another.</summary>
    Internal = 3,
}

/// <summary>Who and what a leg is, as one event described it.</summary>
public sealed record LegDetails
{
    /// <summary>Inbound or outbound, seen from the switch.</summary>
    public required Direction Direction { get; init; }

    /// <summary>The calling party.</summary>
    public required Party Caller { get; init; }

    /// <summary>The called party: the dialled number and, where known, the name.</summary>
    public required Party Callee { get; init; }

    /// <summary>Channel name, such as `sofia/internal/500@10.0.0.5:5070`.</summary>
    public required string Channel { get; init; }

    /// <summary>Dialplan context.</summary>
    public string? Context { get; init; }

    /// <summary>Gateway the leg came from or went to.</summary>
    public string? Trunk { get; init; }

    /// <summary>Authenticated or registered user of the leg.</summary>
    public string? Extension { get; init; }

    /// <summary>Tenant, from channel variable `vc_tenant`.</summary>
    public string? Tenant { get; init; }

    /// <summary>Call-ID of the leg's SIP dialog (RFC 3261 section 8.1.1.4).</summary>
    public string? SipCallId { get; init; }

    public DateTime? CreatedAt { get; init; }
    public DateTime? RingingAt { get; init; }
    public DateTime? AnsweredAt { get; init; }

    /// <summary>The leg was bridged at this time; stands in for a Bridged fact that was missed.</summary>
    public DateTime? BridgedAt { get; init; }

    public DateTime? HungUpAt { get; init; }

    /// <summary>Channel variables that belong to VoipControl (`vc_…`), by name.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}

/// <summary>Why and how a leg ended.</summary>
/// <param name="Cause">Hang-up cause name, such as NORMAL_CLEARING (switch_channel.c, CAUSE_CHART).</param>
/// <param name="Disposition">`sip_hangup_disposition`: who sent what, such as recv_bye or send_cancel (mod_sofia.c).</param>
/// <param name="SipStatus">Final SIP status of a refused leg, 300 to 699.</param>
public sealed record HangUp(string Cause, string? Disposition = null, int? SipStatus = null);

/// <summary>How a call was handed on.</summary>
public enum TransferKind : byte
{
    Blind = 1,
    Attended = 2,

    /// <summary>Two legs were joined by command (uuid_bridge).</summary>
    Bridge = 3,
}

/// <summary>One link of the transfer chain.</summary>
/// <param name="Id">The switch's id for this transfer; the same in every event that lists it.</param>
/// <param name="At">When, to the second.</param>
/// <param name="Kind">Blind, attended or by bridge.</param>
/// <param name="Target">Where to: `extension/context/dialplan`, or the leg of a bridge.</param>
public sealed record Transfer(Guid Id, DateTime At, TransferKind Kind, string Target);
