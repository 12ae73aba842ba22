namespace VoipControl.Lab;

/// <summary>
/// The truth about one call, so that records made from events can be compared with it. A call is a root leg and
/// every leg dialled for it. Times are microseconds since 1970 exactly as put into the events; 0 = never happened.
/// </summary>
public sealed record LabCallOutcome
{
    /// <summary>Unique-ID of the call's first leg.</summary>
    public required string RootUuid { get; init; }

    /// <summary>Core-UUID of the switch life in which the call was placed.</summary>
    public required string CoreId { get; init; }

    public required LabCallKind Kind { get; init; }

    public required LabOutcome Outcome { get; init; }

    /// <summary>Hangup-Cause of the root leg; empty while it is up and when it was lost.</summary>
    public required string HangupCause { get; init; }

    /// <summary>Whether the root leg was answered.</summary>
    public bool Answered => AnsweredMicros != 0;

    /// <summary>The legs in the order of their creation, the root leg first.</summary>
    public required IReadOnlyList<LabLegOutcome> Legs { get; init; }

    public required string Caller { get; init; }

    /// <summary>The number that the root leg dialled first.</summary>
    public required string Destination { get; init; }

    /// <summary>The tenant exported as <c>vc_tenant</c>, or null.</summary>
    public string? Tenant { get; init; }

    public required long CreatedMicros { get; init; }

    /// <summary>When the root leg was answered.</summary>
    public required long AnsweredMicros { get; init; }

    /// <summary>When the last leg ended; 0 while a leg is up.</summary>
    public required long EndedMicros { get; init; }

    /// <summary>How often the call was put on hold.</summary>
    public int Holds { get; init; }

    /// <summary>Destinations the call was transferred to, in order.</summary>
    public IReadOnlyList<string> Transfers { get; init; } = [];

    /// <summary>Paths that a recording of the call was started on, in order.</summary>
    public IReadOnlyList<string> Recordings { get; init; } = [];
}
