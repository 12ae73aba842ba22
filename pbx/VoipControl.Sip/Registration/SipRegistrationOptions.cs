namespace VoipControl.Sip;

/// <summary>What is registered, where, and how often.</summary>
public sealed record SipRegistrationOptions
{
    /// <summary>The registrar: the Request-URI, e.g. <c>sip:pbx.example.com</c>.</summary>
    public required SipUri Registrar { get; init; }

    /// <summary>The address of record, e.g. <c>sip:1001@pbx.example.com</c>.</summary>
    public required SipUri AddressOfRecord { get; init; }

    /// <summary>What the registrar's challenge is answered with.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>For how long to register; the registrar may shorten it, and lengthen it with 423. Default 1 hour.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where REGISTER is sent, whatever the registrar's URI says.</summary>
    public SipHop? Target { get; init; }

    /// <summary>What carries it; default what the URI asks for, else UDP.</summary>
    public SipProtocol? Protocol { get; init; }

    /// <summary>First pause after a failure; doubled with each further one, with some chance in it. Default 5 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest such pause. Default 5 minutes.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);
}
