namespace VoipControl.Sip;

/// <summary>A request of a peer that waits for our answer. May be answered from any thread, once.</summary>
public sealed class SipIncomingRequest
{
    private readonly SipServerTransaction _transaction;
    private readonly SipEndpoint _endpoint;
    private readonly string? _toTag;

    internal SipIncomingRequest(SipEndpoint endpoint, SipServerTransaction transaction, string? toTag)
    {
        _endpoint = endpoint;
        _transaction = transaction;
        _toTag = toTag;
    }

    /// <summary>The request.</summary>
    public SipRequest Request => _transaction.Request;

    /// <summary>Who sent it.</summary>
    public SipHop Source => _transaction.Hop;

    /// <summary>A response to it with all that RFC 3261 8.2.6 wants; headers and a body may be added before it is sent.</summary>
    public SipResponse CreateResponse(int status, string? reason = null) => _endpoint.CreateResponse(Request, status, reason, _toTag);

    /// <summary>Sends a response. After a final one others are ignored.</summary>
    public void Respond(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        _endpoint.Post(() => _transaction.Respond(response));
    }

    /// <summary>Sends a response without a body; with Allow where the status asks for it.</summary>
    public void Respond(int status, string? reason = null) => Respond(CreateResponse(status, reason));
}
