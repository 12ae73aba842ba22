namespace VoipControl.Sip;

/// <summary>An outgoing call.</summary>
public sealed record SipCallSetup
{
    /// <summary>Whom to call: the Request-URI and the To header's URI.</summary>
    public required SipUri To { get; init; }

    /// <summary>Who calls: the From header, without a tag.</summary>
    public required SipAddress From { get; init; }

    /// <summary>The offer; empty lets the peer offer in its answer (late offer, see <see cref="SipCallHandler.OnLateOffer"/>).</summary>
    public ReadOnlyMemory<byte> Sdp { get; init; }

    /// <summary>Headers to add: P-Asserted-Identity, X-…, Replaces, Referred-By.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    /// <summary>What challenges of this call (also to its re-INVITE and BYE) are answered with.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>Where the call's requests are sent as long as no proxy on the way recorded a route.</summary>
    public SipHop? Target { get; init; }

    /// <summary>What carries it; default what the URI asks for, else UDP.</summary>
    public SipProtocol? Protocol { get; init; }

    /// <summary>Route headers of the INVITE (RFC 3261 8.1.1.1); the peers' Record-Route decides afterwards.</summary>
    public IReadOnlyList<SipAddress> Routes { get; init; } = [];

    /// <summary>Session timer to ask for (RFC 4028). Default none.</summary>
    public TimeSpan? SessionExpires { get; init; }

    /// <summary>The Call-ID; default one that nobody can guess.</summary>
    public string? CallId { get; init; }

    /// <summary>The user part of our Contact; default that of <see cref="From"/>.</summary>
    public string? ContactUser { get; init; }

    /// <summary>Longest time until an answer, after which the call is cancelled; default the endpoint's ring limit.</summary>
    public TimeSpan? RingLimit { get; init; }
}
