namespace VoipControl.Sip;

/// <summary>Who sent the first INVITE.</summary>
public enum SipCallDirection
{
    /// <summary>We did.</summary>
    Outgoing,

    /// <summary>The peer did.</summary>
    Incoming,
}
