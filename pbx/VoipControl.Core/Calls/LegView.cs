namespace VoipControl.Core.Calls;

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
