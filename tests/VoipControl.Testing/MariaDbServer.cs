using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using VoipControl.Store.Migrations;
using VoipControl.Store.MySql;

namespace VoipControl.Testing;

/// <summary>
/// A MariaDB of the tests' own: a fresh data folder in the temporary folder, a port on loopback, ended by its process id.
/// `VOIPCONTROL_TEST_MYSQL` (a connection string whose user may create databases) names another server to use instead.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<MariaDbServer>> OfThisRun = new(static () => StartNewAsync(mayBeForeign: true));

    private readonly string? _folder;
    private readonly string _serverConnection;
    private readonly int _port;
    private Process? _process;
    private int _databases;

    private MariaDbServer(string? folder, string serverConnection, int port) =>
        (_folder, _serverConnection, _port) = (folder, serverConnection, port);

    /// <summary>Why there is no server to test with, or null if there is one.</summary>
    public static string? WhyAbsent =>
        Environment.GetEnvironmentVariable("VOIPCONTROL_TEST_MYSQL") is { Length: > 0 } || Find("mariadbd") is not null
            ? null : "No MariaDB: install Debian's mariadb-server, or set VOIPCONTROL_TEST_MYSQL.";

    /// <summary>Whether an absent server is a failure and not a skipped test.</summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>Whether the server is ours to stop.</summary>
    public bool IsOwn => _folder is not null;

    /// <summary>The server all tests of this process share; it ends with the process.</summary>
    public static Task<MariaDbServer> SharedAsync() => OfThisRun.Value;

    /// <summary>Ends the shared server, if one was started; for the end of a test run.</summary>
    public static async Task EndSharedAsync()
    {
        if (OfThisRun is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await OfThisRun.Value).DisposeAsync();
    }

    /// <summary>A server for one test, which may stop it.</summary>
    public static Task<MariaDbServer> StartNewAsync() => StartNewAsync(mayBeForeign: false);

    /// <summary>A database of its own, empty or with the product's schema.</summary>
    public async Task<VoipDatabase> CreateDatabaseAsync(bool migrate = true)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"vc_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        var server = new VoipDatabase(_serverConnection + ";Database=mysql");
        await using (var connection = await server.OpenAsync(CancellationToken.None))
            await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}");
        var database = new VoipDatabase(ConnectionStringOf(name));
        if (migrate) await MigrationRunner.RunAsync(database, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        return database;
    }

    /// <summary>The connection string of a database on this server, for another process.</summary>
    public string ConnectionStringOf(string databaseName) => $"{_serverConnection};Database={databaseName}";

    /// <summary>Starts the server again on the same port and data.</summary>
    public async Task StartAsync()
    {
        if (_folder is null) throw new InvalidOperationException("The server that VOIPCONTROL_TEST_MYSQL names is not ours to start.");
        if (_process is { HasExited: false }) return;
        var start = new ProcessStartInfo(Find("mariadbd")!) { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            "--no-defaults", $"--datadir={_folder}/data", $"--socket={_folder}/data/s", $"--pid-file={_folder}/data/pid",
            string.Create(CultureInfo.InvariantCulture, $"--port={_port}"), "--bind-address=127.0.0.1", "--character-set-server=utf8mb4",
            "--skip-name-resolve", "--skip-log-bin", "--innodb-buffer-pool-size=128M", "--innodb-log-file-size=64M",
            "--innodb-flush-log-at-trx-commit=1", "--max-connections=200", .. AsUser,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("mariadbd did not start.");
        _process = process;
        var log = new Queue<string>();
        void Keep(object sender, DataReceivedEventArgs e)
        {
            lock (log)
            {
                if (e.Data is not null) log.Enqueue(e.Data);
                if (log.Count > 40) log.Dequeue();
            }
        }
        process.ErrorDataReceived += Keep;
        process.OutputDataReceived += Keep;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        using var limit = new CancellationTokenSource(StartLimit);
        var probe = new VoipDatabase(_serverConnection + ";Database=mysql;Pooling=false");
        while (true)
        {
            try
            {
                await using var connection = await probe.OpenAsync(limit.Token);
                return;
            }
            catch (Exception e) when (VoipDatabase.IsUnavailable(e) || e is OperationCanceledException)
            {
                if (process.HasExited || limit.IsCancellationRequested)
                    lock (log) throw new InvalidOperationException($"mariadbd did not start:\n{string.Join('\n', log)}", e);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }
        }
    }

    /// <summary>Ends the server: at once as by kill -9, or in good order.</summary>
    public async Task StopAsync(bool kill = false)
    {
        if (_process is not { } process) return;
        if (kill) process.Kill();
        else if (!process.HasExited) (await RunAsync("/bin/kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])).Dispose();
        using var limit = new CancellationTokenSource(StartLimit);
        await process.WaitForExitAsync(limit.Token);
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is null || !Directory.Exists(_folder)) return;
        await StopAsync(kill: true);
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] AsUser => Environment.UserName == "root" ? ["--user=mysql"] : [];

    private static async Task<MariaDbServer> StartNewAsync(bool mayBeForeign)
    {
        if (mayBeForeign && Environment.GetEnvironmentVariable("VOIPCONTROL_TEST_MYSQL") is { Length: > 0 } foreign)
            return new MariaDbServer(null, foreign.TrimEnd(';'), 0);
        if (Find("mariadbd") is null) throw new InvalidOperationException(WhyAbsent ?? "mariadbd is needed for a test that stops its server.");
        var folder = Directory.CreateTempSubdirectory("voipcontrol-mariadb-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Directory.CreateDirectory($"{folder}/data");
        if (AsUser.Length > 0) (await RunAsync("/bin/chown", ["mysql:mysql", $"{folder}/data"])).Dispose();
        (await RunAsync(Find("mariadb-install-db")!,
        [
            "--no-defaults", $"--datadir={folder}/data", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", .. AsUser,
        ])).Dispose();
        var port = FreePort();
        var server = new MariaDbServer(
            folder, string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={port};User ID=root;SslMode=Disabled"), port);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.EndWithProcess();
        await server.StartAsync();
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin".Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task<Process> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors} {await output}");
        return process;
    }

    private void EndWithProcess()
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill();
        process.WaitForExit(TimeSpan.FromSeconds(10));
        Directory.Delete(_folder!, recursive: true);
    }
}
