namespace VoipControl.Sip;

/// <summary>What can happen to a transaction. Responses are received ones at a client, and the user's own at a server.</summary>
internal enum SipTransactionInput
{
    /// <summary>The request came once more (server).</summary>
    Request,

    /// <summary>An ACK with the INVITE's branch came (server).</summary>
    Ack,

    /// <summary>1xx.</summary>
    Provisional,

    /// <summary>2xx.</summary>
    Success,

    /// <summary>3xx to 6xx.</summary>
    Failure,

    /// <summary>Timer A, E or G.</summary>
    RetransmitTimer,

    /// <summary>Timer B, F or H; at a non-INVITE server the end of the client's patience.</summary>
    TimeoutTimer,

    /// <summary>Timer D, I, J, K, L or M: what was kept to absorb repetitions may go.</summary>
    LingerTimer,

    /// <summary>200 ms without an answer to an INVITE.</summary>
    TryingTimer,

    /// <summary>The message could not be sent.</summary>
    TransportError,
}
