namespace VoipControl.Lab.XmlCurl;

/// <summary>What is known of a request with credentials when its user is looked up. What is null or empty is not sent.</summary>
internal sealed record SipAuthQuestion
{
    /// <summary>Name of the SIP profile.</summary>
    public required string Profile { get; init; }

    /// <summary>User of the Authorization header.</summary>
    public required string Username { get; init; }

    /// <summary>Realm of the Authorization header.</summary>
    public required string Realm { get; init; }

    /// <summary>Domain whose user is looked for: force-register-domain, or the realm.</summary>
    public required string Domain { get; init; }

    /// <summary>REGISTER, INVITE…</summary>
    public required string Method { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? Ip { get; init; }

    /// <summary>Port the request came from.</summary>
    public string? ClientPort { get; init; }

    public string? UserAgent { get; init; }
    public string? Nonce { get; init; }
    public string? Uri { get; init; }
    public string? Qop { get; init; }
    public string? CNonce { get; init; }
    public string? NonceCount { get; init; }

    /// <summary>The digest the client sent. It is part of FreeSWITCH's form; keep it out of logs.</summary>
    public string? Response { get; init; }

    public string? ContactUser { get; init; }
    public string? ContactHost { get; init; }
    public string? ToUser { get; init; }
    public string? ToHost { get; init; }
    public string? ToPort { get; init; }
    public string? FromUser { get; init; }
    public string? FromHost { get; init; }
    public string? FromPort { get; init; }
    public string? ViaProtocol { get; init; }
    public string? CallId { get; init; }
    public string? RequestUser { get; init; }
    public string? RequestHost { get; init; }
    public string? RequestPort { get; init; }

    /// <summary>Without the digest.</summary>
    public override string ToString() => $"{Method} of {Username}@{Domain}";
}
