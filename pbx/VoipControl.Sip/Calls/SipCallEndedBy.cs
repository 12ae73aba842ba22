namespace VoipControl.Sip;

/// <summary>Who or what ended a call.</summary>
public enum SipCallEndedBy
{
    /// <summary>We did: hung up, rejected, or gave up.</summary>
    Local,

    /// <summary>The peer did: BYE, CANCEL, or a failure response.</summary>
    Remote,

    /// <summary>The peer fell silent: no answer to a request, no ACK, no session refresh.</summary>
    Timeout,

    /// <summary>Nothing could be sent, or our endpoint stopped.</summary>
    Transport,
}
