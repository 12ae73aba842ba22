using System.Net;
using System.Text.Json.Nodes;
using VoipControl.Testing;

namespace VoipControl.Tests.Host;

/// <summary>A configuration file in a folder of its own: a good one, changed as the test wants it.</summary>
internal sealed class ConfigFile : IDisposable
{
    public const string DatabasePassword = "hush-of-the-database";
    public const string NodePassword = "hush-of-the-node";

    public ConfigFile(Action<JsonObject>? change = null, int nodePort = 1)
    {
        Settings = new ControlPlaneSettings($"Server=127.0.0.1;Port=1;User ID=voip;Password={DatabasePassword};Database=voip", System.IO.Path.Combine(Folder, "journal"));
        Settings.AddNode("fsa", new IPEndPoint(IPAddress.Loopback, nodePort), NodePassword);
        var root = JsonNode.Parse(Settings.ToJson())!.AsObject();
        change?.Invoke(root);
        File.WriteAllText(Path, root.ToJsonString());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("voipcontrol-test-").FullName;

    public string Path => System.IO.Path.Combine(Folder, "voipcontrol.json");

    public ControlPlaneSettings Settings { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
