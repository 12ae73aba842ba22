using System.Text.Json.Serialization;

namespace VoipControl.Core.Calls;

/// <summary>One call, as shown to people and programs: what its facts add up to at this moment.</summary>
public sealed record CallView
{
    public required CallId Id { get; init; }
    public required string Tenant { get; init; }

    /// <summary>Whether it is a customer's call or a test; a call is a test when any of its legs proves to be one.</summary>
    public CallPurpose Purpose { get; init; }

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
