namespace VoipControl.Core.Calls;

/// <summary>
/// What a call is for. Test calls run through the same switches and leave the same records as customers' calls, and are kept
/// out of their figures. The order is the strength of the claim: where facts differ the highest one counts.
/// </summary>
public enum CallPurpose : byte
{
    /// <summary>Somebody wants to talk. Also every call whose mark is missing, forged or expired.</summary>
    Customer = 0,

    /// <summary>A probe call of a drill or a load test.</summary>
    Probe = 1,

    /// <summary>A canary call of role sip.</summary>
    Canary = 2,
}
