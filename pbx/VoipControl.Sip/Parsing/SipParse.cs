namespace VoipControl.Sip;

/// <summary>What came out of parsing one message: either <see cref="Message"/>, or <see cref="Error"/> and perhaps <see cref="Refusal"/>.</summary>
public readonly struct SipParse
{
    internal SipParse(SipMessage message) => Message = message;

    internal SipParse(SipParseError error, SipResponse? refusal)
    {
        Error = error;
        Refusal = refusal;
    }

    /// <summary>The message when it was good; everything RFC 3261 8.1.1 demands is there and well-formed.</summary>
    public SipMessage? Message { get; }

    /// <summary>Why it was not.</summary>
    public SipParseError? Error { get; }

    /// <summary>
    /// The response to a bad request whose uppermost Via could be read; null for an ACK, for a response, and when it could not. Via, From, To, Call-ID and
    /// CSeq are copied as they came: only <see cref="SipMessage.TopVia"/> is sure to be readable; <see cref="SipResponse.TryAddToTag"/> adds the tag.
    /// </summary>
    public SipResponse? Refusal { get; }
}
