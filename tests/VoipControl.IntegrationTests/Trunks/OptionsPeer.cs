using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>A SIPp that answers OPTIONS.</summary>
internal sealed class OptionsPeer : IAsyncDisposable
{
    private readonly string _scratch;
    private readonly ChildProcess _process;

    private OptionsPeer(string scratch, ChildProcess process) => (_scratch, _process) = (scratch, process);

    /// <summary>Starts it and waits until it listens: a role that looks before would see it down first.</summary>
    /// <param name="at">Where it listens.</param>
    /// <param name="status">The status line it answers with.</param>
    /// <param name="inside">Where it runs; null: in the test's own network.</param>
    public static async Task<OptionsPeer> StartAsync(IPEndPoint at, string status = "200 OK", NetworkNamespace? inside = null)
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
        var peer = new OptionsPeer(scratch, ChildProcess.Start(program, all, Path.Combine(scratch, "screen.log"), scratch));
        try
        {
            // The kernel's table, of the network the process is in, prints an address as one number in the machine's byte order.
            var entry = string.Create(CultureInfo.InvariantCulture, $" {BitConverter.ToUInt32(at.Address.GetAddressBytes()):X8}:{at.Port:X4} ");
            var table = string.Create(CultureInfo.InvariantCulture, $"/proc/{peer._process.Id}/net/udp");
            await Poll.UntilAsync(
                $"a SIPp at {at}", TimeSpan.FromSeconds(20), TimeProvider.System,
                () => peer._process.HasExited || File.ReadLines(table).Any(line => line.Contains(entry, StringComparison.Ordinal)));
            return peer._process.HasExited ? throw new InvalidOperationException("SIPp ended at once.") : peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>A port of loopback that is free now.</summary>
    public static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>SIGKILL; a second time nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(_scratch)) return;
        await _process.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }
}
