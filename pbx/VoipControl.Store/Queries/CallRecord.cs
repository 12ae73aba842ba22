using System.Text.Json.Serialization;
using VoipControl.Core.Calls;

namespace VoipControl.Store.Queries;

/// <summary>A call detail record: the one row that a call leaves when it is over.</summary>
public sealed record CallRecord
{
    public required CallId CallId { get; init; }
    public required string Tenant { get; init; }

    /// <summary>Whether it was a customer's call or a test.</summary>
    public CallPurpose Purpose { get; init; }

    /// <summary>The node that carried the call at its end.</summary>
    public required string Node { get; init; }

    public required Direction Direction { get; init; }
    public required Party Caller { get; init; }
    public required Party Callee { get; init; }

    /// <summary>Gateway the call came from or went to.</summary>
    public string? Trunk { get; init; }

    /// <summary>Registered user that took part.</summary>
    public string? Extension { get; init; }

    public required DateTime StartedAt { get; init; }
    public DateTime? RingingAt { get; init; }

    /// <summary>When the caller was answered; for a call placed on command, the first party.</summary>
    public DateTime? AnsweredAt { get; init; }

    /// <summary>When two parties first talked.</summary>
    public DateTime? BridgedAt { get; init; }

    public required DateTime EndedAt { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>Hang-up cause name, such as NORMAL_CLEARING.</summary>
    public string? Cause { get; init; }

    public required HangUpSide EndedBy { get; init; }

    /// <summary>Seconds in which parties were connected, holds included.</summary>
    [JsonPropertyName("talkSeconds")]
    public required TimeSpan Talk { get; init; }

    /// <summary>Seconds from the start until two parties talked, or until the end when they never did.</summary>
    [JsonPropertyName("waitSeconds")]
    public required TimeSpan Wait { get; init; }

    /// <summary>Seconds in which a party was on hold.</summary>
    [JsonPropertyName("holdSeconds")]
    public required TimeSpan OnHold { get; init; }

    public required int LegCount { get; init; }
    public required int TransferCount { get; init; }
    public required int RecordingCount { get; init; }

    /// <summary>At least one leg's end was concluded from its absence and not reported by the switch.</summary>
    public required bool EndInferred { get; init; }

    /// <summary>The call went through a takeover.</summary>
    public required bool Recovered { get; init; }

    public string? TakeoverId { get; init; }

    /// <summary>When the record was written.</summary>
    public required DateTime StoredAt { get; init; }
}
