using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>A SIPp that answers OPTIONS; whoever waits for it waits for what the role sees of it.</summary>
internal sealed class OptionsPeer : IAsyncDisposable
{
    private readonly string _scratch;
    private readonly ChildProcess _process;

    private OptionsPeer(string scratch, ChildProcess process) => (_scratch, _process) = (scratch, process);

    /// <param name="at">Where it listens.</param>
    /// <param name="status">The status line it answers with.</param>
    /// <param name="inside">Where it runs; null: in the test's own network.</param>
    public static OptionsPeer Start(IPEndPoint at, string status = "200 OK", NetworkNamespace? inside = null)
    {
        var scratch = Directory.CreateTempSubdirectory("voipcontrol-sipp-").FullName;
        var scenario = Path.Combine(scratch, "scenario.xml");
        File.WriteAllText(scenario, File.ReadAllText(Path.Combine(RepositoryFolders.Scenarios, "uas-options.xml")).Replace("SIP/2.0 200 OK", "SIP/2.0 " + status, StringComparison.Ordinal));
        string[] arguments =
        [
            "-sf", scenario, "-nostdin", "-i", at.Address.ToString(), "-mi", at.Address.ToString(),
            "-p", at.Port.ToString(CultureInfo.InvariantCulture),
        ];
        var (program, all) = inside?.Command("sipp", arguments) ?? ("sipp", arguments);
        return new OptionsPeer(scratch, ChildProcess.Start(program, all, Path.Combine(scratch, "screen.log"), scratch));
    }

    /// <summary>A port of loopback that is free now.</summary>
    public static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>SIGKILL.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }
}
