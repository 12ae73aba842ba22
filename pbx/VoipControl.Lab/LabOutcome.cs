namespace VoipControl.Lab;

/// <summary>How a call of the lab switch ended, seen from the caller's side.</summary>
public enum LabOutcome
{
    /// <summary>The call is still up.</summary>
    InProgress,

    /// <summary>The caller was answered: by a person, or by the switch itself (parked, echo).</summary>
    Answered,

    /// <summary>The callee was busy: USER_BUSY, SIP 486.</summary>
    Busy,

    /// <summary>The callee refused: CALL_REJECTED, SIP 603.</summary>
    Rejected,

    /// <summary>Nobody answered before the time was up: NO_ANSWER.</summary>
    NoAnswer,

    /// <summary>The caller gave up before an answer: ORIGINATOR_CANCEL.</summary>
    Abandoned,

    /// <summary>There was nobody to ring: NORMAL_TEMPORARY_FAILURE and its like.</summary>
    Failed,

    /// <summary>The switch died or was restarted while the call was up; no event told of its end.</summary>
    Lost,
}
