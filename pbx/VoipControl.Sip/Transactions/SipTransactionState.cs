namespace VoipControl.Sip;

/// <summary>The states of the four machines of RFC 3261 section 17 with RFC 6026.</summary>
internal enum SipTransactionState
{
    /// <summary>INVITE client: sent, nothing came back.</summary>
    Calling,

    /// <summary>Non-INVITE, either side: the request went or came, no response yet.</summary>
    Trying,

    /// <summary>A provisional response went or came; an INVITE server begins here.</summary>
    Proceeding,

    /// <summary>A final response went or came (for an INVITE: a failure).</summary>
    Completed,

    /// <summary>INVITE server: the ACK to a failure came.</summary>
    Confirmed,

    /// <summary>INVITE: a 2xx went or came; more of them, or repeated requests, still belong here (RFC 6026).</summary>
    Accepted,

    /// <summary>Over; forgotten by the table.</summary>
    Terminated,
}
