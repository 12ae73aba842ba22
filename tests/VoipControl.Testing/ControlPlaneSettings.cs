using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace VoipControl.Testing;

/// <summary>The configuration of a control plane under test: one database, one journal folder, some switches, a free port.</summary>
public sealed class ControlPlaneSettings
{
    public const string Secret = "a-secret-only-for-tests";

    private readonly List<Dictionary<string, object>> _nodes = [];

    public ControlPlaneSettings(string connectionString, string journalDirectory)
    {
        (ConnectionString, JournalDirectory) = (connectionString, journalDirectory);
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
    }

    public string ConnectionString { get; set; }
    public string JournalDirectory { get; }
    public string Url { get; }

    /// <summary>More settings of section `Pbx`; short limits, so that a test need not wait for those of production.</summary>
    public Dictionary<string, object> Pbx { get; } = new()
    {
        ["DeadAfterSeconds"] = 3,
        ["GoneGraceSeconds"] = 1,
        ["CompareSeconds"] = 5,
        ["HeartbeatTimeoutSeconds"] = 2,
        ["PingTimeoutSeconds"] = 1,
        ["MaxReconnectSeconds"] = 1,
    };

    /// <summary>Section `Sip`; empty: role sip idles.</summary>
    public Dictionary<string, object> Sip { get; } = [];

    public ControlPlaneSettings AddNode(string name, IPEndPoint eventSocket, string password, string? cdrDirectory = null)
    {
        _nodes.Add(new()
        {
            ["Name"] = name,
            ["Host"] = eventSocket.Address.ToString(),
            ["Port"] = eventSocket.Port,
            ["Password"] = password,
            ["CdrDirectory"] = cdrDirectory ?? "",
        });
        return this;
    }

    public string ToJson() => JsonSerializer.Serialize(new
    {
        Urls = Url,
        Database = new { ConnectionString },
        Journal = new { Directory = JournalDirectory },
        Pbx = new Dictionary<string, object>(Pbx) { ["Url"] = Url, ["Secret"] = Secret, ["Nodes"] = _nodes },
        Sip,
        Web = new { PbxSecret = Secret },
    });
}
