namespace VoipControl.Pbx;

/// <summary>Settings of the pbx role (section `Pbx`).</summary>
public sealed class PbxOptions
{
    /// <summary>Where other processes reach this one, such as `http://10.0.0.11:8080`. Written into the nodes table.</summary>
    public string Url { get; set; } = "";

    /// <summary>Shared secret of the internal endpoints, at least 16 characters. The web role has the same as `Web:PbxSecret`.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The switches this process drives, at least one.</summary>
    public List<NodeOptions> Nodes { get; } = [];

    /// <summary>Domain of extensions in dial strings: `user/1001@Domain`. Empty: the switch's default domain.</summary>
    public string Domain { get; set; } = "";

    /// <summary>
    /// Dial strings that API users may give as they are, by their beginning, such as `sofia/internal/`. None by default:
    /// only extensions and trunks can be dialled.
    /// </summary>
    public List<string> AllowedDialStrings { get; } = [];

    /// <summary>How long a switch may be unreachable before the end of its calls is inferred. Default 30 seconds; a takeover
    /// is long over by then, and a call that does live on is taken back when the switch answers again.</summary>
    public int DeadAfterSeconds { get; set; } = 30;

    /// <summary>How long a leg that is missing on the switch gets for its own events or record file to arrive. Default 3 seconds.</summary>
    public int GoneGraceSeconds { get; set; } = 3;

    /// <summary>How often a node's channels are compared without any reason. Default 60 seconds.</summary>
    public int CompareSeconds { get; set; } = 60;

    /// <summary>Heartbeats of the switch that may be missing before it is asked. The switch sends one a second
    /// (event-heartbeat-interval). Default 3 seconds.</summary>
    public int HeartbeatTimeoutSeconds { get; set; } = 3;

    /// <summary>How long the switch may take to answer that question. Default 2 seconds.</summary>
    public int PingTimeoutSeconds { get; set; } = 2;

    /// <summary>Longest pause between two attempts to connect. Default 5 seconds; the first attempt follows after 100 ms.</summary>
    public int MaxReconnectSeconds { get; set; } = 5;

    /// <summary>The settings' faults, each naming its key; empty when they are good.</summary>
    public IEnumerable<string> Faults()
    {
        // A null in the file is bound as null, whatever the property's type says.
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || Url.Length > 255)
            yield return $"Pbx:Url must be an http or https address of at most 255 characters that other processes reach, not '{Url}'";
        if (Secret is null or { Length: < 16 }) yield return "Pbx:Secret must have at least 16 characters";
        if (Domain is null) yield return "Pbx:Domain must not be null";
        if (AllowedDialStrings.Contains(null!)) yield return "Pbx:AllowedDialStrings must not contain null";
        if (Nodes.Count == 0) yield return "Pbx:Nodes must name at least one switch";
        foreach (var fault in Range("DeadAfterSeconds", DeadAfterSeconds, 1, 86_400)) yield return fault;
        foreach (var fault in Range("GoneGraceSeconds", GoneGraceSeconds, 0, 600)) yield return fault;
        foreach (var fault in Range("CompareSeconds", CompareSeconds, 1, 86_400)) yield return fault;
        foreach (var fault in Range("HeartbeatTimeoutSeconds", HeartbeatTimeoutSeconds, 1, 600)) yield return fault;
        foreach (var fault in Range("PingTimeoutSeconds", PingTimeoutSeconds, 1, 600)) yield return fault;
        foreach (var fault in Range("MaxReconnectSeconds", MaxReconnectSeconds, 1, 600)) yield return fault;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Nodes.Count; i++)
        {
            var node = Nodes[i];
            var key = $"Pbx:Nodes:{i}";
            if (node.Name is null or { Length: 0 or > 64 } || !node.Name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
                yield return $"{key}:Name must be 1 to 64 letters, digits, '-', '_' or '.', not '{node.Name}'";
            else if (!names.Add(node.Name)) yield return $"{key}:Name '{node.Name}' is used twice";
            if (string.IsNullOrWhiteSpace(node.Host) || node.Host.Length > 240) yield return $"{key}:Host must be a host name or address of at most 240 characters, not '{node.Host}'";
            if (node.Port is < 1 or > 65535) yield return $"{key}:Port must be 1 to 65535, not {node.Port}";
            if (node.Password is null or { Length: 0 or > 256 } || node.Password.AsSpan().ContainsAny("\r\n\0"))
                yield return $"{key}:Password must have 1 to 256 characters and no line break";
            if (node.CdrDirectory is null || (node.CdrDirectory.Length > 0 && !Path.IsPathFullyQualified(node.CdrDirectory)))
                yield return $"{key}:CdrDirectory must be a folder's full path or empty, not '{node.CdrDirectory}'";
            if (node.RecordingsDirectory is null) yield return $"{key}:RecordingsDirectory must not be null";
        }
    }

    private static IEnumerable<string> Range(string key, int value, int from, int to)
    {
        if (value < from || value > to) yield return $"Pbx:{key} must be {from} to {to}, not {value}";
    }
}
