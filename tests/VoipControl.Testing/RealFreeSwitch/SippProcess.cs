using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>
/// A SIPp process (Debian package sip-tester) that plays one scenario of tests/scenarios. It ends with its calls, at its
/// time limit, or, by its id, when disposed.
/// </summary>
public sealed class SippProcess : IAsyncDisposable
{
    private readonly SippSettings _settings;
    private readonly TimeProvider _time;
    private readonly string _scratch;
    private readonly ChildProcess _process;

    private SippProcess(SippSettings settings, TimeProvider time, string scratch, ChildProcess process)
    {
        _settings = settings;
        _time = time;
        _scratch = scratch;
        _process = process;
    }

    /// <summary>The process id.</summary>
    public int ProcessId => _process.Id;

    private string StatisticsPath => Path.Combine(_scratch, "statistics.csv");

    private string ErrorsPath => Path.Combine(_scratch, "errors.log");

    /// <summary>Starts SIPp and waits until it listens.</summary>
    public static async Task<SippProcess> StartAsync(SippSettings settings, TimeProvider time, CancellationToken cancel = default)
    {
        var scratch = Directory.CreateTempSubdirectory("voipcontrol-sipp-").FullName;
        var local = settings.Local.Port == 0 ? PickPort(settings.Local.Address) : settings.Local;
        var process = Launch(Arguments(settings, local, scratch), scratch);
        var sipp = new SippProcess(settings, time, scratch, process);
        try
        {
            await Poll.UntilAsync(
                $"SIPp {settings.Scenario} listens at {local}", TimeSpan.FromSeconds(10), time,
                () => process.HasExited || IsBound(local), cancel: cancel);
            return sipp;
        }
        catch
        {
            await sipp.DisposeAsync();
            throw;
        }
    }

    /// <summary>Plays a scenario to its end.</summary>
    public static async Task<SippResult> RunAsync(SippSettings settings, TimeProvider time, CancellationToken cancel = default)
    {
        await using var sipp = await StartAsync(settings, time, cancel);
        return await sipp.WaitAsync(cancel);
    }

    /// <summary>Waits for the last call to end, or kills SIPp at the limit of its settings.</summary>
    public async Task<SippResult> WaitAsync(CancellationToken cancel = default)
    {
        using var limit = new CancellationTokenSource(_settings.Limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await ReadResultAsync(await _process.WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            await _process.KillAsync();
            return await ReadResultAsync(137);
        }
    }

    /// <summary>How many calls it has begun by now (up to a second old).</summary>
    public async Task<int> CountPlacedAsync() => await ReadStatisticsAsync() is { } counts ? counts("TotalCallCreated") : 0;

    /// <summary>Ends a callee and returns what it counted (up to a second old).</summary>
    public async Task<SippResult> StopAsync()
    {
        await _process.KillAsync();
        return await ReadResultAsync(137);
    }

    /// <summary>Kills SIPp if it runs and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (Directory.Exists(_scratch))
            Directory.Delete(_scratch, recursive: true);
    }

    private static ChildProcess Launch(List<string> arguments, string scratch)
    {
        try
        {
            return ChildProcess.Start("sipp", arguments, Path.Combine(scratch, "screen.log"), scratch);
        }
        catch (Win32Exception missing)
        {
            Directory.Delete(scratch, recursive: true);
            throw new InvalidOperationException("SIPp did not start; it is in Debian's package sip-tester.", missing);
        }
    }

    private static List<string> Arguments(SippSettings settings, IPEndPoint local, string scratch)
    {
        var address = local.Address.ToString();
        List<string> arguments =
        [
            "-sf", Path.Combine(RepositoryFolders.Scenarios, settings.Scenario + ".xml"), "-nostdin",
            "-i", address, "-p", Text(local.Port), "-mi", address, "-d", Text((int)settings.Pause.TotalMilliseconds),
            "-trace_err", "-error_file", Path.Combine(scratch, "errors.log"),
            // SIPp reports a busy machine among its errors, and ends after some such reports; neither is an error of a call.
            "-watchdog_minor_threshold", "120000", "-watchdog_major_threshold", "120000",
            "-trace_stat", "-stf", Path.Combine(scratch, "statistics.csv"), "-fd", "1",
        ];
        if (settings.Calls > 0)
            arguments.AddRange(["-m", Text(settings.Calls)]);
        if (settings.Target is { } target)
        {
            // SIPp's own limit of simultaneous calls follows from the pause and is far too low for calls that ring.
            arguments.AddRange(
                ["-r", Text(settings.Spread is null ? settings.CallsPerSecond : settings.Calls),
                 "-rp", Text((int)(settings.Spread ?? TimeSpan.FromSeconds(1)).TotalMilliseconds), "-l", Text(Math.Max(settings.Calls, 1)), "-s", settings.Number,
                 "-key", "caller_prefix", settings.CallerPrefix, "-key", "test_mark", settings.TestMark, target.ToString()]);
        }

        return arguments;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IPEndPoint PickPort(IPAddress address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    // The kernel's table prints an address as one number in the machine's byte order, here the order of all our machines.
    private static bool IsBound(IPEndPoint endpoint)
    {
        var number = BitConverter.ToUInt32(endpoint.Address.GetAddressBytes());
        var entry = string.Create(CultureInfo.InvariantCulture, $" {number:X8}:{endpoint.Port:X4} ");
        return File.ReadLines("/proc/net/udp").Any(line => line.Contains(entry, StringComparison.Ordinal));
    }

    private async Task<SippResult> ReadResultAsync(int exitCode)
    {
        var errors = File.Exists(ErrorsPath) ? await File.ReadAllTextAsync(ErrorsPath) : "";
        if (await ReadStatisticsAsync() is { } count)
            return new SippResult(exitCode, count("SuccessfulCall(C)"), count("FailedCall(C)"), count("TotalCallCreated"), errors);
        var screen = await File.ReadAllTextAsync(Path.Combine(_scratch, "screen.log"));
        return new SippResult(exitCode, 0, 0, 0, errors.Length > 0 ? errors : screen);
    }

    // A file of lines "name;name;…" and "value;value;…", the last whole line being the newest.
    private async Task<Func<string, int>?> ReadStatisticsAsync()
    {
        if (!File.Exists(StatisticsPath))
            return null;
        var text = await File.ReadAllTextAsync(StatisticsPath);
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 2)
            return null;
        var names = lines[0].Split(';');
        var values = lines[^1].Split(';');
        return name => int.Parse(values[Array.IndexOf(names, name)], CultureInfo.InvariantCulture);
    }
}
