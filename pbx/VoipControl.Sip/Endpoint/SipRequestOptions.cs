using VoipControl.Sip.Digest;

namespace VoipControl.Sip;

/// <summary>How one request outside a call is sent.</summary>
public sealed record SipRequestOptions
{
    /// <summary>Where it is sent, whatever its URI says: an outbound proxy, or one node behind a shared name.</summary>
    public SipHop? Target { get; init; }

    /// <summary>What carries it; default what the URI asks for, else UDP.</summary>
    public SipProtocol? Protocol { get; init; }

    /// <summary>What a challenge is answered with; without it 401 and 407 are the answer.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>Longest wait for the final response; beyond it the answer is a local 408. Default timer F (32 s).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Nonces of earlier requests; a registration keeps them between its refreshes.</summary>
    internal DigestClient? Digest { get; init; }
}
