using System.Net;
using System.Net.Sockets;
using VoipControl.Core.Calls;

namespace VoipControl.Pbx.Probes;

/// <summary>What a run of probe calls is to do.</summary>
public sealed record ProbeOptions
{
    /// <summary>Most calls of a run.</summary>
    public const int MostCalls = 1000;

    /// <summary>Most calls a second.</summary>
    public const double MostRate = 200;

    /// <summary>Longest hold.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromHours(1);

    /// <summary>The header by which the two legs of a call are matched. FreeSWITCH copies headers that begin with X- from
    /// one leg to the other (mod_sofia.c, sip_copy_custom_headers).</summary>
    public const string MarkHeader = "X-VoipControl-Probe";

    /// <summary>Whom to call (see <see cref="ProbeTarget"/>), in turn; 1 to 100 addresses.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Calls to place, 1 to 1000. Default 1.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>Calls placed a second, above 0 to 200. Default 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>How long an answered call is held before it is ended, 100 ms to 1 hour. Default 10 seconds.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may ring before it is given up, 1 second to 5 minutes. Default 30 seconds.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Address and UDP port the callers use; port 0 is any free one. Null: the address of this machine that leads to the first target.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Answers calls too, with a tone of its own.</summary>
    public bool IsCallee { get; init; }

    /// <summary>Where the callees listen, when not on the callers' own address and port. Only with <see cref="IsCallee"/>.</summary>
    public IPEndPoint? Callee { get; init; }

    /// <summary>Legs of callers that are not the probe which are answered, 0 to 1000; more are refused with 480. Each is kept for the result, and who
    /// sends calls for hours must not fill the memory. Default 1000.</summary>
    public int StrangerLimit { get; init; } = 1000;

    /// <summary>How long a callee rings before it answers, 0 to 60 seconds. Default 0.</summary>
    public TimeSpan AnswerAfter { get; init; }

    /// <summary>Who calls: the From address, and name and password where the switch asks for them. Null: "probe" at our own address.</summary>
    public ProbeAccount? From { get; init; }

    /// <summary>Accounts to register, so that the callees are reached as registered telephones; at most 100.</summary>
    public IReadOnlyList<ProbeAccount> Register { get; init; } = [];

    /// <summary>Where registrations and calls are sent, whatever their domains say. Null: to the domain itself.</summary>
    public IPEndPoint? Proxy { get; init; }

    /// <summary>Headers that every INVITE of a caller carries besides the mark, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Marks the calls as test calls, so that they stay out of the customers' figures; null leaves them unmarked.</summary>
    public TestMark? TestMark { get; init; }

    /// <summary>Offers PCMA before PCMU.</summary>
    public bool PreferALaw { get; init; }

    /// <summary>Digits a caller sends a second after the answer (RFC 4733); 0-9, A-D, * and #, at most 32.</summary>
    public string Digits { get; init; } = "";

    /// <summary>Largest gap in the audio that is no fault. Null: gaps are told and no fault.</summary>
    public TimeSpan? MaxGap { get; init; }

    /// <summary>What a request needs and its sender writes itself, in both forms (RFC 3261 sections 8.1.1 and 20, RFC 4028); a second one makes the
    /// call fail in ways that nobody understands.</summary>
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Via", "v", "From", "f", "To", "t", "Call-ID", "i", "CSeq", "Contact", "m", "Content-Length", "l", "Content-Type", "c", "Content-Encoding", "e",
        "Route", "Record-Route", "Authorization", "Proxy-Authorization", "Session-Expires", "x", "Min-SE", "Supported", "k", "Require", "Allow",
        MarkHeader, VoipControl.Core.Calls.TestMark.Header,
    };

    /// <summary>What is wrong, each naming the option; empty when all is good.</summary>
    public IEnumerable<string> Faults()
    {
        if (To.Count is 0 or > 100) yield return "to: give 1 to 100 addresses to call";
        foreach (var to in To.Take(100))
            if (!ProbeTarget.TryParse(to, out _, out var fault)) yield return "to: " + fault;
        if (AddressFault() is { } address) yield return "to: " + address;
        if (Calls is < 1 or > MostCalls) yield return $"calls: 1 to {MostCalls}, not {Calls}";
        if (!(Rate > 0 && Rate <= MostRate)) yield return FormattableString.Invariant($"rate: above 0 and at most {MostRate} calls a second, not {Rate}");
        if (Hold < TimeSpan.FromMilliseconds(100) || Hold > LongestHold) yield return FormattableString.Invariant($"hold: 0.1 to {LongestHold.TotalSeconds} seconds, not {Hold.TotalSeconds}");
        if (RingTimeout < TimeSpan.FromSeconds(1) || RingTimeout > TimeSpan.FromMinutes(5)) yield return FormattableString.Invariant($"ring-timeout: 1 to 300 seconds, not {RingTimeout.TotalSeconds}");
        if (AnswerAfter < TimeSpan.Zero || AnswerAfter > TimeSpan.FromMinutes(1)) yield return FormattableString.Invariant($"answer-after: 0 to 60 seconds, not {AnswerAfter.TotalSeconds}");
        if (StrangerLimit is < 0 or > 1000) yield return $"stranger-limit: 0 to 1000, not {StrangerLimit}";
        if (MaxGap <= TimeSpan.Zero) yield return "max-gap: above 0 ms";
        foreach (var (option, endpoint) in new[] { ("listen", Listen), ("callee", Callee) })
            if (endpoint is not null && (endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any)))
                yield return $"{option}: {endpoint.Address} is no address that the switch could send to; name one of this machine's";
        if (Callee is not null && !IsCallee) yield return "callee: an address is given, but not that calls are answered";
        if (Callee is { } at && at.Equals(Listen) && at.Port != 0) yield return $"callee: {at} is the callers' own address; leave it out to share it";
        foreach (var endpoint in new[] { Listen, Callee, Proxy })
            if (endpoint is not null && endpoint.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)) yield return $"{endpoint} is not an IP address";
        if (Proxy is { Port: 0 }) yield return "proxy: its port is missing";
        if (Register.Count > 100) yield return $"register: at most 100 accounts, not {Register.Count}";
        if (Headers.Count > 20) yield return $"header: at most 20 headers, not {Headers.Count}";
        foreach (var (name, value) in Headers)
        {
            if (name.Length is 0 or > 64 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) yield return $"header: '{name}' is not a header's name";
            else if (OwnHeaders.Contains(name)) yield return $"header: {name} is written by the probe itself and cannot be given";
            // An end of line would begin another header.
            if (value.Length > 1024 || value.Any(char.IsControl)) yield return $"header: the value of {name} has control characters or more than 1024 characters";
        }
        if (Digits.Length > 32 || !Digits.All(static c => char.IsAsciiDigit(c) || c is '*' or '#' or (>= 'A' and <= 'D'))) yield return $"digits: at most 32 of 0-9, A-D, * and #, not '{Digits}'";
    }

    /// <summary>Every call must have an address before the first one is placed.</summary>
    private string? AddressFault()
    {
        var targets = To.Select(static to => ProbeTarget.TryParse(to, out var target, out _) ? target : null).ToList();
        // Told elsewhere.
        if (targets.Count is 0 or > 100 || targets.Contains(null) || Calls > MostCalls) return null;
        for (var number = 1; number <= Calls; number++)
            if (!targets[(number - 1) % targets.Count]!.Has(number, out var text)) return $"'{text}' is not an address, and call {number} would be placed to it";
        return null;
    }
}
