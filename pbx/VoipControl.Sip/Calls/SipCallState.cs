namespace VoipControl.Sip;

/// <summary>How far a call is.</summary>
public enum SipCallState
{
    /// <summary>Outgoing: the INVITE went, nothing came back. Incoming: the INVITE came.</summary>
    Calling,

    /// <summary>100 Trying: somebody works on it.</summary>
    Proceeding,

    /// <summary>180 or 183 with a tag: it rings, perhaps with early media.</summary>
    Early,

    /// <summary>2xx came or went.</summary>
    Confirmed,

    /// <summary>Over.</summary>
    Ended,
}
