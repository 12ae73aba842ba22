using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VoipControl.Testing.Sip;

/// <summary>
/// A SIP program that somebody else wrote: SIPp with one of its built-in scenarios, or a small kamailio. Its files are in a
/// scratch folder, and it ends, by its id, with the test.
/// </summary>
internal sealed class SipPeerProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string _scratch;

    private SipPeerProcess(ChildProcess process, string scratch, IPEndPoint address)
    {
        _process = process;
        _scratch = scratch;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>What it has written.</summary>
    public string Output => string.Concat(Directory.EnumerateFiles(_scratch, "*.log").Select(File.ReadAllText));

    /// <summary>SIPp with a built-in scenario; see its manual for the names.</summary>
    /// <param name="scenario">E.g. uac.</param>
    /// <param name="target">Where it calls; null for one that waits.</param>
    /// <param name="calls">After so many it ends.</param>
    /// <param name="extra">Further arguments.</param>
    public static async Task<SipPeerProcess> SippAsync(string scenario, IPEndPoint? target, int calls, params string[] extra)
    {
        var scratch = Directory.CreateTempSubdirectory("voipcontrol-sipp-").FullName;
        var address = FreePort();
        List<string> arguments =
        [
            "-sn", scenario, "-nostdin", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", Text(address.Port),
            // Its media port is 6000 otherwise, for every test at once.
            "-mp", Text(FreePort().Port & ~1), "-m", Text(calls), "-l", Text(calls),
            "-r", "10", "-trace_err", "-error_file", Path.Combine(scratch, "errors.log"), .. extra,
        ];
        if (target is not null)
            arguments.Add(target.ToString());
        var peer = new SipPeerProcess(ChildProcess.Start("sipp", arguments, Path.Combine(scratch, "screen.log"), scratch), scratch, address);
        return await peer.ListeningAsync();
    }

    /// <summary>
    /// kamailio as a proxy on loopback that records its route and sends every new request to <paramref name="callee"/>.
    /// </summary>
    public static async Task<SipPeerProcess> KamailioAsync(IPEndPoint callee)
    {
        var scratch = Directory.CreateTempSubdirectory("voipcontrol-kamailio-").FullName;
        var address = FreePort();
        var configuration = Path.Combine(scratch, "kamailio.cfg");
        await File.WriteAllTextAsync(configuration, Configuration(address, callee));
        // Not a daemon; its few children end with it when it is told to end (SIGTERM).
        List<string> arguments = ["-DD", "-E", "-f", configuration, "-w", scratch, "-Y", scratch, "-P", Path.Combine(scratch, "pid"), "-m", "32", "-M", "4"];
        var peer = new SipPeerProcess(ChildProcess.Start("kamailio", arguments, Path.Combine(scratch, "kamailio.log"), scratch), scratch, address);
        return await peer.ListeningAsync();
    }

    /// <summary>Waits for its end and returns its exit code; 0 is a SIPp whose calls all went as its scenario says.</summary>
    public async Task<int> WaitAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        return await _process.WaitAsync(late.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await using (var kill = ChildProcess.Start("kill", ["-TERM", Text(_process.Id)], Path.Combine(_scratch, "kill.log")))
                await kill.WaitAsync(CancellationToken.None);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await _process.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await _process.KillAsync();
            }
        }

        await _process.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }

    private static string Configuration(IPEndPoint address, IPEndPoint callee) => $$"""
        #!KAMAILIO
        debug=2
        log_stderror=yes
        children=1
        auto_aliases=no
        disable_tcp=yes
        listen=udp:{{address}}
        loadmodule "pv.so"
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "maxfwd.so"
        loadmodule "siputils.so"
        loadmodule "textops.so"
        request_route {
          if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
          if (has_totag()) {
            if (loose_route()) { t_relay(); exit; }
            if (is_method("ACK") && t_check_trans()) { t_relay(); exit; }
            if (!is_method("ACK")) sl_send_reply("404", "Not here");
            exit;
          }
          if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
          if (is_method("INVITE")) record_route();
          $du = "sip:{{callee}}";
          t_relay();
        }

        """;

    /// <summary>A TCP port of loopback that is free now, as <c>address:port</c>: where the two halves of a 3pcc controller meet.</summary>
    public static string FreeTcpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket.LocalEndPoint!.ToString()!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private async Task<SipPeerProcess> ListeningAsync()
    {
        // The kernel's table prints an address as one number in the machine's byte order.
        var entry = string.Create(CultureInfo.InvariantCulture, $" {BitConverter.ToUInt32(Address.Address.GetAddressBytes()):X8}:{Address.Port:X4} ");
        try
        {
            await Poll.UntilAsync(
                $"a program at {Address}", TimeSpan.FromSeconds(20), TimeProvider.System,
                () => _process.HasExited || File.ReadLines("/proc/net/udp").Any(line => line.Contains(entry, StringComparison.Ordinal)));
            return _process.HasExited ? throw new InvalidOperationException("It ended at once: " + Output) : this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}
