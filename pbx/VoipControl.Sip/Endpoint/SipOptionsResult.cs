namespace VoipControl.Sip;

/// <summary>The answer to an OPTIONS request.</summary>
/// <param name="Response">What came back; <see cref="SipResponse.IsLocal"/> when nothing did.</param>
/// <param name="RoundTrip">From sending to the final response, an authentication and retransmissions included.</param>
public sealed record SipOptionsResult(SipResponse Response, TimeSpan RoundTrip)
{
    /// <summary>Its status, 408 when nobody answered, 503 when nothing could be sent.</summary>
    public int Status => Response.Status;

    /// <summary>Somebody answered: for RFC 3261 11 any response says that the peer lives.</summary>
    public bool IsAlive => !Response.IsLocal;
}
