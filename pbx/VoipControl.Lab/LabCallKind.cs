namespace VoipControl.Lab;

/// <summary>The stories that the lab switch can play with one call.</summary>
public enum LabCallKind
{
    /// <summary>Rings, is answered and bridged, talks, one side hangs up.</summary>
    Bridged,

    /// <summary>The callee answers 486 Busy Here.</summary>
    Busy,

    /// <summary>The callee rings, then answers 603 Decline.</summary>
    Rejected,

    /// <summary>Rings until the switch gives up.</summary>
    NoAnswer,

    /// <summary>Rings until the caller gives up.</summary>
    Abandoned,

    /// <summary>Nothing listens at the callee's address: 503 at once.</summary>
    NoCallee,

    /// <summary>Bridged, then the caller is transferred blind to another callee.</summary>
    Transferred,

    /// <summary>Bridged, held for a while, taken back.</summary>
    Held,

    /// <summary>Recorded from before the first ring to the end.</summary>
    Recorded,

    /// <summary>The caller is answered by the switch and parked until someone acts.</summary>
    Parked,

    /// <summary>A leg that a command placed with <c>originate</c>.</summary>
    Originated,
}
