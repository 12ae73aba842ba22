using System.Net;

namespace VoipControl.Sip;

/// <summary>Where an endpoint listens, how it names itself, and its limits.</summary>
public sealed record SipEndpointOptions
{
    /// <summary>Where UDP (and TCP, at the same port) is received. Port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Receive and send over TCP too. Default off.</summary>
    public bool Tcp { get; init; }

    /// <summary>
    /// The host that peers reach us by, put into Via and Contact. Default: the listening address; needed when that is "any".
    /// </summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>The port that peers reach us by. Default: the listening port.</summary>
    public int? AdvertisedPort { get; init; }

    /// <summary>Our name in User-Agent and Server headers.</summary>
    public string UserAgent { get; init; } = "VoipControl";

    /// <summary>Times of the transactions.</summary>
    public SipTimers Timers { get; init; } = SipTimers.Default;

    /// <summary>Sizes of messages.</summary>
    public SipLimits Limits { get; init; } = SipLimits.Default;

    /// <summary>
    /// Requests of others that may be in work or remembered at once; beyond it new ones are answered 503. Requests outside
    /// calls that are no INVITE may take half of it. Default 20,000.
    /// </summary>
    public int MaxTransactions { get; init; } = 20_000;

    /// <summary>Calls that may live at once; beyond it new ones are answered 503. Default 5,000.</summary>
    public int MaxCalls { get; init; } = 5_000;

    /// <summary>Requests of one call that may be in work or remembered at once; beyond it they are answered 503. Default 64.</summary>
    public int MaxTransactionsPerCall { get; init; } = 64;

    /// <summary>Datagrams that may wait to be handled; beyond it new ones are dropped. Default 4,096.</summary>
    public int MaxWaitingDatagrams { get; init; } = 4_096;

    /// <summary>
    /// Answers a second to requests that are garbage, belong to no call, or find no room; beyond it such requests are
    /// dropped, so that a flood is not doubled. Default 200.
    /// </summary>
    public int RefusalsPerSecond { get; init; } = 200;

    /// <summary>TCP connections, accepted and opened. Default 1,000.</summary>
    public int MaxConnections { get; init; } = 1_000;

    /// <summary>A TCP connection without traffic is closed after this time. Default 5 minutes.</summary>
    public TimeSpan ConnectionIdleLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A call that rings longer is ended: its far end may be gone without a word, and nothing else would notice. Default
    /// 5 minutes; RFC 3261 16.6 lets proxies give up after 3.
    /// </summary>
    public TimeSpan RingLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Shortest session timer we agree to (RFC 4028 Min-SE). Default 90 s, the RFC's least.</summary>
    public TimeSpan MinSessionExpires { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Finds the addresses of a host name; default the system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;
}
