using System.Net;

namespace VoipControl.Lab;

/// <summary>Settings of one lab switch.</summary>
public sealed record LabSwitchOptions
{
    /// <summary>Host name shown in events (FreeSWITCH-Hostname). Default <c>lab</c>.</summary>
    public string Name { get; init; } = "lab";

    /// <summary>Switch name shown in events and lists (FreeSWITCH-Switchname). Default <c>lab</c>.</summary>
    public string Switchname { get; init; } = "lab";

    /// <summary>Address of the event socket. Default loopback.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port of the event socket; 0 = any free one. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>What a client must send with <c>auth</c>. There is no default.</summary>
    public required string Password { get; init; }

    /// <summary>Networks that may connect; others are told text/rude-rejection. Empty = everyone. Default empty.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>Start of the randomness behind uuids, numbers and traffic; the same seed makes the same calls.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Time between HEARTBEAT events; zero = none. Default 1 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Folder for <c>&lt;uuid&gt;.cdr.json</c> files, one a leg; null = none are written. It must exist.</summary>
    public string? CdrDirectory { get; init; }

    /// <summary>Folder named in the paths of recordings; only those of real calls are written. Default <c>/var/lib/lab/recordings</c>.</summary>
    public string RecordingDirectory { get; init; } = "/var/lib/lab/recordings";

    /// <summary>Tenant exported as <c>vc_tenant</c> on every leg that the switch makes by itself; null = none.</summary>
    public string? Tenant { get; init; }

    /// <summary>Name of the one gateway; set as <c>sip_gateway_name</c> on legs of generated traffic. Default <c>gsm1</c>.</summary>
    public string Gateway { get; init; } = "gsm1";

    /// <summary>Address of the switch in SIP headers and variables. Default 127.0.0.1; nothing
    /// listens there. With <see cref="Sip"/> its address is meant instead.</summary>
    public string SipAddress { get; init; } = "127.0.0.1";

    /// <summary>Address of callers and callees in SIP headers and variables. Default 127.0.0.1.</summary>
    public string PeerAddress { get; init; } = "127.0.0.1";

    /// <summary>Users that <c>user/NAME@domain</c> finds registered. Default 101 to 110, and 1001 to 1003 as in dialplans/.</summary>
    public IReadOnlyList<string> RegisteredUsers { get; init; } =
        ["101", "102", "103", "104", "105", "106", "107", "108", "109", "110", "1001", "1002", "1003"];

    /// <summary>How long a dialled endpoint rings before it answers, when <see cref="LabSwitch.SetEndpoint"/> says nothing else. Default 200 ms.</summary>
    public TimeSpan AnswerAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Sessions at one time, 1 to 100000; a call above it is refused. Default 5000.</summary>
    public int MaxSessions { get; init; } = 5000;

    /// <summary>Ended calls that the ledger keeps, 1 or more; the oldest go first. Default 200,000.</summary>
    public int LedgerLimit { get; init; } = 200_000;

    /// <summary>Unsent bytes a client may leave waiting, 1 MB or more. A client above it is cut off, as the real switch
    /// cuts off a listener that falls 100,000 events behind. Default 64 MB.</summary>
    public long ClientBacklogLimit { get; init; } = 64L << 20;

    /// <summary>Clients at one time; one more is closed unheard. Default 64.</summary>
    public int MaxClients { get; init; } = 64;

    /// <summary>Real calls over SIP and RTP; null = the switch has events only. Default null.</summary>
    public LabSipOptions? Sip { get; init; }

    /// <summary>Traffic made without being asked. Its calls are events only, also on a switch with SIP.</summary>
    public LabTraffic Traffic { get; init; } = new();

    internal void Validate()
    {
        if (string.IsNullOrEmpty(Password) || Password.AsSpan().ContainsAny("\r\n"))
            throw new ArgumentException("Password is empty or has a line break.");
        if (Port is < 0 or > 65535)
            throw new ArgumentException($"Port is {Port}; it must be 0 to 65535.");
        if (Heartbeat < TimeSpan.Zero)
            throw new ArgumentException($"Heartbeat is {Heartbeat}; it must not be negative.");
        if (MaxSessions is < 1 or > 100_000)
            throw new ArgumentException($"MaxSessions is {MaxSessions}; it must be 1 to 100000.");
        if (LedgerLimit < 1)
            throw new ArgumentException($"LedgerLimit is {LedgerLimit}; it must be at least 1.");
        if (ClientBacklogLimit < 1 << 20)
            throw new ArgumentException($"ClientBacklogLimit is {ClientBacklogLimit}; it must be at least 1 MB.");
        if (MaxClients < 1)
            throw new ArgumentException($"MaxClients is {MaxClients}; it must be at least 1.");
        if (CdrDirectory is not null && !Directory.Exists(CdrDirectory))
            throw new ArgumentException($"CdrDirectory '{CdrDirectory}' does not exist.");
        Sip?.Validate();
        Traffic.Validate();
    }
}
