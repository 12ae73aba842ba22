namespace VoipControl.Core.Trunks;

/// <summary>
/// Where a target stands, seen from one observer. There is no "degraded": loss and round trip are published as figures, and
/// who sends calls needs to know only whether the target takes any.
/// </summary>
public enum TargetState : byte
{
    /// <summary>Not enough answers yet, in either direction.</summary>
    Unknown = 0,

    /// <summary>It answers.</summary>
    Up = 1,

    /// <summary>It does not answer, or says that it is out of service.</summary>
    Down = 2,

    /// <summary>It went down too often lately and is held for unusable until it has been calm for a while, answer or not.</summary>
    Damped = 3,
}
