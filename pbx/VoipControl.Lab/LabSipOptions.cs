using System.Net;

namespace VoipControl.Lab;

/// <summary>What makes a lab switch take real calls: SIP over UDP and RTP. Without these options a lab switch has events only.</summary>
public sealed record LabSipOptions
{
    /// <summary>Address of SIP and RTP. Default loopback. Several switches on one host each have their own.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>UDP port of SIP; 0 = any free one, which stays the same over restarts of the switch. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>First port for RTP, 1024 or more, even ones are used; 0 together with <see cref="LastRtpPort"/> = whichever is free. Default 0.</summary>
    public int FirstRtpPort { get; init; }

    /// <summary>Last port for RTP, or 0. Default 0.</summary>
    public int LastRtpPort { get; init; }

    /// <summary>Folder with a configuration of FreeSWITCH's shape (freeswitch.xml and what it includes): dialplan,
    /// directory, profile. Null = none, then <see cref="XmlCurl"/> must say where to ask.</summary>
    public string? ConfigurationFolder { get; init; }

    /// <summary>Values known to the configuration before its first line, such as <c>sip_domain</c>; those of a switch
    /// with the dialplans of this project are set when they are missing here and in node.xml.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>Where to ask for dialplan and directory with mod_xml_curl's form, before the configuration folder; null = nowhere.</summary>
    public Uri? XmlCurl { get; init; }

    /// <summary>Gateways besides those of the configuration's profile.</summary>
    public IReadOnlyList<LabGateway> Gateways { get; init; } = [];

    /// <summary>File of the core database with table <c>recovery</c>, made where it is missing; null = no rows are kept and
    /// nothing can be recovered.</summary>
    public string? CoreDatabase { get; init; }

    /// <summary>The SIP profile's name. Default <c>internal</c>.</summary>
    public string Profile { get; init; } = "internal";

    internal void Validate()
    {
        if (Port is < 0 or > 65535)
            throw new ArgumentException($"Sip.Port is {Port}; it must be 0 to 65535.");
        if ((FirstRtpPort, LastRtpPort) != (0, 0) && (FirstRtpPort < 1024 || LastRtpPort > 65535 || LastRtpPort <= FirstRtpPort))
            throw new ArgumentException($"Sip RTP ports {FirstRtpPort} to {LastRtpPort} must lie between 1024 and 65535, or both be 0.");
        if (ConfigurationFolder is not null && !Directory.Exists(ConfigurationFolder))
            throw new ArgumentException($"Sip.ConfigurationFolder '{ConfigurationFolder}' does not exist.");
        if (XmlCurl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
            throw new ArgumentException($"Sip.XmlCurl '{url}' must be an http or https address.");
        if (ConfigurationFolder is null && XmlCurl is null)
            throw new ArgumentException("Sip needs a ConfigurationFolder or an XmlCurl address for its dialplan.");
        if (Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any))
            throw new ArgumentException("Sip.Address must be one address of this host: it is what telephones are told.");
        foreach (var gateway in Gateways)
            gateway.Validate();
    }
}
