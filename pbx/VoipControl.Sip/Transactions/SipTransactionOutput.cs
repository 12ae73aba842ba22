namespace VoipControl.Sip;

/// <summary>What a transaction does on an input.</summary>
[Flags]
internal enum SipTransactionOutput
{
    /// <summary>Nothing: a repetition is absorbed.</summary>
    None = 0,

    /// <summary>Sends the request, or the latest response, (again).</summary>
    Send = 1,

    /// <summary>Acknowledges a failure (INVITE client).</summary>
    SendAck = 2,

    /// <summary>Sends 100 Trying (INVITE server).</summary>
    SendTrying = 4,

    /// <summary>Gives the message to the user.</summary>
    Deliver = 8,

    /// <summary>Tells the user that nobody answered.</summary>
    TimedOut = 16,

    /// <summary>Tells the user that the message could not be sent.</summary>
    Failed = 32,
}
