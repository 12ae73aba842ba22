using System.Text.Json.Serialization;

namespace VoipControl.Core.Calls;

/// <summary>Where a leg stands.</summary>
public enum LegState : byte
{
    /// <summary>Made, nothing heard of the far end yet.</summary>
    New = 1,

    /// <summary>The far end rings.</summary>
    Ringing = 2,

    /// <summary>Audio before the answer.</summary>
    EarlyMedia = 3,

    /// <summary>Answered and connected with nobody: an announcement, an IVR, an echo, a conference.</summary>
    Answered = 4,

    /// <summary>Connected with another leg.</summary>
    Bridged = 5,

    /// <summary>On hold.</summary>
    Held = 6,

    /// <summary>Waiting in park.</summary>
    Parked = 7,

    /// <summary>Hung up, its final report is due.</summary>
    HangingUp = 8,

    /// <summary>Over.</summary>
    Ended = 9,
}

/// <summary>Where a call stands: the most advanced state of its living legs.</summary>
public enum CallState : byte
{
    /// <summary>Known, nobody rings yet.</summary>
    New = 1,

    /// <summary>Somebody's phone rings.</summary>
    Ringing = 2,

    /// <summary>The caller was answered by the switch and talks to nobody yet.</summary>
    Answered = 3,

    /// <summary>The caller waits in park.</summary>
    Parked = 4,

    /// <summary>Two parties talk.</summary>
    Talking = 5,

    /// <summary>One party is on hold.</summary>
    Held = 6,

    /// <summary>Every leg is over.</summary>
    Ended = 7,
}

/// <summary>How a call ended, in a dispatcher's words.</summary>
public enum Outcome : byte
{
    /// <summary>Two parties talked, or the switch itself served the caller (announcement, conference, park).</summary>
    Answered = 1,

    /// <summary>The caller hung up before anybody answered.</summary>
    Abandoned = 2,

    /// <summary>The called party was busy.</summary>
    Busy = 3,

    /// <summary>It rang and nobody answered.</summary>
    NoAnswer = 4,

    /// <summary>The called party refused.</summary>
    Rejected = 5,

    /// <summary>It could not be set up: no such number, no route, unreachable, or a fault.</summary>
    Failed = 6,
}

/// <summary>Who ended a call.</summary>
public enum HangUpSide : byte
{
    Caller = 1,
    Callee = 2,

    /// <summary>The switch or a command: neither party sent the end.</summary>
    System = 3,
}

/// <summary>A time span; a null end is "still going on".</summary>
public sealed record Span(DateTime From, DateTime? To = null);

/// <summary>The time a leg was connected with another. <paramref name="With"/> is null where the partner's name was missed.</summary>
public sealed record BridgeSpan(DateTime From, LegId? With = null, DateTime? To = null);

/// <summary>A recording file on a node. Start or length are null where the event was missed or is still to come.</summary>
public sealed record Recording(
    string File, LegId Leg, string Node, DateTime? StartedAt = null, DateTime? StoppedAt = null,
    [property: JsonPropertyName("lengthSeconds")] TimeSpan? Length = null);

/// <summary>A hold of one leg's party.</summary>
public sealed record Hold(LegId Leg, DateTime From, DateTime? To = null);

/// <summary>One leg, as shown to people and programs.</summary>
public sealed record LegView
{
    public required LegId Id { get; init; }
    public required string Node { get; init; }
    public required LegState State { get; init; }
    public Direction? Direction { get; init; }
    public LegId? Originator { get; init; }
    public Party? Caller { get; init; }
    public Party? Callee { get; init; }
    public string? Channel { get; init; }
    public string? Trunk { get; init; }
    public string? Extension { get; init; }
    public string? SipCallId { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? RingingAt { get; init; }
    public DateTime? AnsweredAt { get; init; }
    public DateTime? EndedAt { get; init; }
    public string? Cause { get; init; }

    /// <summary>Who sent what at the end, such as recv_bye (mod_sofia's sip_hangup_disposition).</summary>
    public string? Disposition { get; init; }

    public int? SipStatus { get; init; }
    public bool EndInferred { get; init; }
    public bool Recovered { get; init; }
    public IReadOnlyList<BridgeSpan> Bridges { get; init; } = [];
}

/// <summary>One call, as shown to people and programs: what its facts add up to at this moment.</summary>
public sealed record CallView
{
    public required CallId Id { get; init; }
    public required string Tenant { get; init; }

    /// <summary>The node that carries the call; after a takeover the survivor.</summary>
    public required string Node { get; init; }

    public required CallState State { get; init; }
    public required Direction Direction { get; init; }
    public required Party Caller { get; init; }
    public required Party Callee { get; init; }
    public string? Trunk { get; init; }
    public string? Extension { get; init; }
    public required DateTime StartedAt { get; init; }
    public DateTime? RingingAt { get; init; }

    /// <summary>When the root leg was answered; for a call we placed, that is the first party.</summary>
    public DateTime? AnsweredAt { get; init; }

    /// <summary>When two parties first talked.</summary>
    public DateTime? BridgedAt { get; init; }

    public DateTime? EndedAt { get; init; }
    public Outcome? Outcome { get; init; }

    /// <summary>Hang-up cause name, such as NORMAL_CLEARING.</summary>
    public string? Cause { get; init; }

    public HangUpSide? EndedBy { get; init; }

    /// <summary>Time in which parties were connected, holds included.</summary>
    [JsonPropertyName("talkSeconds")]
    public required TimeSpan Talk { get; init; }

    /// <summary>Time from the start until two parties talked, or until the end when they never did. Zero while it still runs.</summary>
    [JsonPropertyName("waitSeconds")]
    public required TimeSpan Wait { get; init; }

    /// <summary>Time in which a party was on hold.</summary>
    [JsonPropertyName("holdSeconds")]
    public required TimeSpan OnHold { get; init; }

    /// <summary>At least one leg's end was concluded from its absence and not reported by the switch.</summary>
    public bool EndInferred { get; init; }

    /// <summary>The call went through a takeover.</summary>
    public bool Recovered { get; init; }

    public string? TakeoverId { get; init; }
    public required IReadOnlyList<LegView> Legs { get; init; }
    public required IReadOnlyList<Hold> Holds { get; init; }

    /// <summary>The chain of transfers, oldest first.</summary>
    public required IReadOnlyList<Transfer> Transfers { get; init; }

    public required IReadOnlyList<Recording> Recordings { get; init; }

    /// <summary>Legs of other calls that this call's legs were bridged with (uuid_bridge, attended transfer).</summary>
    public required IReadOnlyList<LegId> RelatedLegs { get; init; }

    /// <summary>The call's own channel variables (`vc_…`).</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}
