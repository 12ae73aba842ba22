namespace VoipControl.Lab;

/// <summary>A trunk that <c>sofia/gateway/NAME/NUMBER</c> dials.</summary>
public sealed record LabGateway
{
    /// <summary>Its name in dial strings.</summary>
    public required string Name { get; init; }

    /// <summary>Host, or host and port, that calls are sent to.</summary>
    public required string Proxy { get; init; }

    /// <summary>User of From and of the digest; null = the caller's number and no digest.</summary>
    public string? Username { get; init; }

    /// <summary>Password of the digest; null = none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the switch registers with it. Default no.</summary>
    public bool Register { get; init; }

    /// <summary>Seconds between OPTIONS to it; 0 = it is not asked and counts as up. Default 0.</summary>
    public int PingSeconds { get; init; }

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.AsSpan().ContainsAny("/@ \r\n"))
            throw new ArgumentException($"A gateway's name is '{Name}'; it must be a word without '/' and '@'.");
        if (string.IsNullOrWhiteSpace(Proxy) || Proxy.AsSpan().ContainsAny(" <>\r\n"))
            throw new ArgumentException($"Gateway {Name}: its proxy is '{Proxy}'; it must be a host or host:port.");
        if (PingSeconds is < 0 or > 86_400)
            throw new ArgumentException($"Gateway {Name}: PingSeconds is {PingSeconds}; it must be 0 to 86400.");
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Name} at {Proxy}";
}
