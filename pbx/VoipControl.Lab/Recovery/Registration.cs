namespace VoipControl.Lab.Recovery;

/// <summary>A registered telephone: a row of tables <c>registrations</c> (core) and <c>sip_registrations</c> (mod_sofia).</summary>
internal sealed record Registration
{
    /// <summary>User of the address of record.</summary>
    public required string User { get; init; }

    /// <summary>Domain of the address of record.</summary>
    public required string Realm { get; init; }

    /// <summary>Call-ID of the REGISTER, which is also the core's token.</summary>
    public required string CallId { get; init; }

    /// <summary>Contact as sent, such as <c>&lt;sip:1001@h:5060&gt;</c>.</summary>
    public required string Contact { get; init; }

    /// <summary>How it is dialled, such as <c>sofia/internal/sip:1001@h:5060</c>.</summary>
    public required string Url { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Expires { get; init; }

    /// <summary>Where its REGISTER came from.</summary>
    public required string NetworkIp { get; init; }

    /// <summary>Port of <see cref="NetworkIp"/>.</summary>
    public required string NetworkPort { get; init; }

    /// <summary>udp, tcp…</summary>
    public string NetworkProto { get; init; } = "udp";

    /// <summary>Name of the SIP profile it registered with.</summary>
    public string ProfileName { get; init; } = "internal";

    /// <summary>User-Agent header, may be empty.</summary>
    public string UserAgent { get; init; } = "";
}
