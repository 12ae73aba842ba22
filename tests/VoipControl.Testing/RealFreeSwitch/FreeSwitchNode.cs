using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>
/// A real FreeSWITCH that runs the configuration of dialplans/ with a node.xml of its own. Its files are in a scratch
/// folder and its databases on tmpfs; both go when it is disposed.
/// </summary>
public sealed partial class FreeSwitchNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly FreeSwitchInstall _install;
    private readonly FreeSwitchNodeSettings _settings;
    private readonly TimeProvider _time;
    private readonly string _scratch;
    private readonly string _memory;
    private ChildProcess? _process;

    private FreeSwitchNode(FreeSwitchInstall install, FreeSwitchNodeSettings settings, TimeProvider time)
    {
        _install = install;
        _settings = settings;
        _time = time;
        var unique = $"voipcontrol-{settings.Name}-{Guid.NewGuid():N}";
        _scratch = Path.Combine(Path.GetTempPath(), unique);
        _memory = Path.Combine("/dev/shm", unique);
        EslPassword = Guid.NewGuid().ToString("N");
    }

    /// <summary>The node's name.</summary>
    public string Name => _settings.Name;

    /// <summary>Where it takes SIP over UDP.</summary>
    public IPEndPoint SipEndpoint => new(_settings.Address, _settings.SipPort);

    /// <summary>Where its event socket listens: it lets loopback in alone, so in a namespace that is the namespace's.</summary>
    public IPEndPoint EslEndpoint => new(_settings.Namespace is null ? _settings.Address : IPAddress.Loopback, _settings.EslPort);

    /// <summary>The event socket's password, made for this node.</summary>
    public string EslPassword { get; }

    /// <summary>Where mod_json_cdr writes one file a leg.</summary>
    public string CdrDirectory => Path.Combine(_scratch, "cdr");

    /// <summary>Where recordings go.</summary>
    public string RecordingsDirectory => Path.Combine(_scratch, "recordings");

    /// <summary>The core database, on tmpfs.</summary>
    public string CoreDatabasePath => Path.Combine(_memory, "core.db");

    /// <summary>The configuration this node loaded.</summary>
    public string ConfigurationDirectory => Path.Combine(_scratch, "conf");

    /// <summary>FreeSWITCH's log; it grows over restarts.</summary>
    public string LogPath => Path.Combine(_scratch, "log", "freeswitch.log");

    /// <summary>The process id; null while the node is killed.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Starts a node and waits until it takes calls.</summary>
    public static async Task<FreeSwitchNode> StartAsync(
        FreeSwitchInstall install, FreeSwitchNodeSettings settings, TimeProvider time, CancellationToken cancel = default)
    {
        var node = new FreeSwitchNode(install, settings, time);
        try
        {
            node.WriteConfiguration();
            await node.LaunchAsync(cancel);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the process with SIGKILL, as a crash does. Its calls, its files and its databases stay as they are.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
            await process.DisposeAsync();
        _process = null;
    }

    /// <summary>Kills the node if it runs, and starts it again with the same configuration, addresses and databases.</summary>
    public async Task RestartAsync(CancellationToken cancel = default)
    {
        await KillAsync();
        await LaunchAsync(cancel);
    }

    /// <summary>Runs one API command with fs_cli and returns what it printed.</summary>
    public async Task<string> ApiAsync(string command, CancellationToken cancel = default)
    {
        var output = Path.Combine(_scratch, $"fs_cli-{Guid.NewGuid():N}.out");
        string[] arguments =
        [
            "-H", EslEndpoint.Address.ToString(), "-P", _settings.EslPort.ToString(CultureInfo.InvariantCulture),
            "-p", EslPassword, "-x", command,
        ];
        var (program, all) = _settings.Namespace?.Command(_install.Cli, arguments) ?? (_install.Cli, arguments);
        await using (var cli = ChildProcess.Start(program, all, output))
            await cli.WaitAsync(cancel);
        var text = await File.ReadAllTextAsync(output, cancel);
        File.Delete(output);
        return text;
    }

    /// <summary>The log's lines of level ERR, CRIT or ALERT so far.</summary>
    public IReadOnlyList<string> ErrorLines()
    {
        using var log = new StreamReader(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. log.ReadToEnd().Split('\n').Where(line => ErrorLine().IsMatch(line))];
    }

    /// <summary>Kills the node and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        foreach (var folder in new[] { _scratch, _memory })
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
    }

    private async Task LaunchAsync(CancellationToken cancel)
    {
        string[] arguments =
        [
            "-nc", "-nf", "-nonat", "-nonatmap", "-conf", ConfigurationDirectory, "-log", Path.Combine(_scratch, "log"),
            "-db", _memory, "-run", Path.Combine(_scratch, "run"), "-mod", _install.Modules,
        ];
        var (program, all) = _settings.Namespace?.Command(_install.Server, arguments) ?? (_install.Server, arguments);
        var process = ChildProcess.Start(program, all, Path.Combine(_scratch, "console.log"), _scratch);
        _process = process;
        await Poll.UntilAsync($"{Name} takes calls", StartLimit, _time, TakesCallsAsync, cancel: cancel);

        async Task<bool> TakesCallsAsync()
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{Name} ended while it started; its log: {await ReadLogAsync()}");
            return (await ApiAsync("sofia status profile internal", cancel)).Contains("CALLS-IN", StringComparison.Ordinal);
        }
    }

    private async Task<string> ReadLogAsync() => File.Exists(LogPath) ? await File.ReadAllTextAsync(LogPath) : "(empty)";

    private void WriteConfiguration()
    {
        foreach (var folder in new[] { "log", "run", "cdr", "recordings" })
            Directory.CreateDirectory(Path.Combine(_scratch, folder));
        Directory.CreateDirectory(_memory);
        var source = RepositoryFolders.Dialplans;
        foreach (var file in Directory.EnumerateFiles(source, "*.xml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(ConfigurationDirectory, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.WriteAllText(Path.Combine(ConfigurationDirectory, "node.xml"), NodeXml());
    }

    private string NodeXml()
    {
        var values = new Dictionary<string, object>
        {
            ["node_name"] = Name,
            ["switch_name"] = "voip",
            ["sip_domain"] = "voip.example",
            ["sip_ip"] = _settings.Address,
            ["sip_port"] = _settings.SipPort,
            ["rtp_first_port"] = 16384,
            ["rtp_last_port"] = 32766,
            ["trusted_network"] = _settings.TrustedNetwork,
            ["esl_ip"] = EslEndpoint.Address,
            ["esl_port"] = _settings.EslPort,
            ["esl_password"] = EslPassword,
            ["core_database"] = CoreDatabasePath,
            ["cdr_dir"] = CdrDirectory,
            ["recordings_dir"] = RecordingsDirectory,
            ["max_sessions"] = _settings.MaxSessions,
            ["sessions_per_second"] = _settings.SessionsPerSecond,
            ["lab_user_password"] = EslPassword,
            ["lab_callee_ip"] = _settings.Callees.Address,
            ["lab_answer_port"] = _settings.Callees.Answer,
            ["lab_busy_port"] = _settings.Callees.Busy,
            ["lab_ring_port"] = _settings.Callees.Ring,
            ["lab_hangup_port"] = _settings.Callees.HangUp,
            ["lab_dead_port"] = _settings.Callees.Dead,
        };
        var lines = values.Select(value =>
            string.Create(CultureInfo.InvariantCulture, $"  <X-PRE-PROCESS cmd=\"set\" data=\"{value.Key}={value.Value}\"/>\n"));
        return $"<include>\n{string.Concat(lines)}</include>\n";
    }

    [GeneratedRegex(@"\[(ERR|CRIT|ALERT)\]")]
    private static partial Regex ErrorLine();
}
