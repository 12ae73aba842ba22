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

    /// <summary>What the leg's call is for, where a mark proves that it is a test (<see cref="TestMark"/>); never Customer.</summary>
    public CallPurpose? Purpose { get; init; }

    /// <summary>Why the leg ended, for the kinds that end it.</summary>
    public HangUp? HangUp { get; init; }

    /// <summary>Who and what the leg is; present on Created, Answered, Ended, Seen and Reported.</summary>
    public LegDetails? Details { get; init; }

    /// <summary>Total order of facts: time, then sequence, then core. Repeats of one event compare equal.</summary>
    [JsonIgnore]
    public FactOrder Order => new(At, Sequence, Core);
}
