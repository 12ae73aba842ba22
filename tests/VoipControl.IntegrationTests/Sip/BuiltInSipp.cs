using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Sip;

/// <summary>A SIPp process that plays one of the scenarios built into it: a peer that no one here wrote.</summary>
internal sealed class BuiltInSipp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _scratch;
    private readonly ChildProcess _process;

    private BuiltInSipp(IPEndPoint local, string scratch, ChildProcess process) => (Local, _scratch, _process) = (local, scratch, process);

    public IPEndPoint Local { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="scenario">uas, uac, …</param>
    /// <param name="arguments">Further ones, such as -rtp_echo, or -m and the target.</param>
    public static async Task<BuiltInSipp> StartAsync(string scenario, params string[] arguments)
    {
        var scratch = Directory.CreateTempSubdirectory("voipcontrol-sipp-").FullName;
        var local = FreePort();
        string[] all =
        [
            "-sn", scenario, "-nostdin", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", local.Port.ToString(CultureInfo.InvariantCulture),
            "-mp", (FreePort().Port & ~1).ToString(CultureInfo.InvariantCulture), "-trace_err", "-error_file", Path.Combine(scratch, "errors.log"), .. arguments,
        ];
        var sipp = new BuiltInSipp(local, scratch, ChildProcess.Start("sipp", all, Path.Combine(scratch, "screen.log"), scratch));
        await Poll.UntilAsync($"SIPp {scenario} listens", Patience, TimeProvider.System, () => sipp._process.HasExited || IsBound(local));
        return sipp;
    }

    /// <summary>Waits for its last call; 0: every call went as the scenario says.</summary>
    public async Task<int> WaitAsync()
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        return await _process.WaitAsync(limit.Token);
    }

    /// <summary>What it wrote about calls that went wrong.</summary>
    public string Errors()
    {
        var path = Path.Combine(_scratch, "errors.log");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private static bool IsBound(IPEndPoint endpoint) =>
        File.ReadLines("/proc/net/udp").Any(line => line.Contains(string.Create(CultureInfo.InvariantCulture, $" 0100007F:{endpoint.Port:X4} "), StringComparison.Ordinal));
}
