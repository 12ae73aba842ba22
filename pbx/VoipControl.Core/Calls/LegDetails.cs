namespace VoipControl.Core.Calls;

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
