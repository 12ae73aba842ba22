using System.Net;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>What differs between two nodes that a test starts.</summary>
/// <param name="Name">The node's name, as in node.xml.</param>
/// <param name="Address">A loopback address of its own, for SIP, RTP and the event socket.</param>
/// <param name="Callees">Where the dialplan sends calls.</param>
public sealed record FreeSwitchNodeSettings(string Name, IPAddress Address, LabCalleePorts Callees)
{
    /// <summary>UDP and TCP port of SIP. Default 5060: the address is the node's own.</summary>
    public int SipPort { get; init; } = 5060;

    /// <summary>TCP port of the event socket. Default 8021.</summary>
    public int EslPort { get; init; } = 8021;

    /// <summary>Where the node runs; null: in the test's own network. <see cref="Address"/> must be of it.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>The network that calls without a password. Default: loopback.</summary>
    public string TrustedNetwork { get; init; } = "127.0.0.0/8";

    /// <summary>Limit of simultaneous legs. Default 1000.</summary>
    public int MaxSessions { get; init; } = 1000;

    /// <summary>Limit of new legs a second. Default 100.</summary>
    public int SessionsPerSecond { get; init; } = 100;
}
