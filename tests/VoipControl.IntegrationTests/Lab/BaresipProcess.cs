using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Lab;

/// <summary>
/// Debian's baresip 1.0.0 as a telephone without a sound card: it registers as one user of the lab, says what the aufile
/// module reads, and is driven over ctrl_tcp. It ends, by its id, with the test.
/// </summary>
internal sealed class BaresipProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _home;
    private readonly ChildProcess _process;
    private readonly int _control;

    private BaresipProcess(DirectoryInfo home, ChildProcess process, int control)
    {
        _home = home;
        _process = process;
        _control = control;
    }

    /// <summary>Everything it printed so far.</summary>
    public string Output => File.Exists(Screen) ? File.ReadAllText(Screen) : "";

    /// <summary>What it has heard and decoded in its one call: a WAV file, whole once the call has ended; null before it heard anything.</summary>
    public string? HeardFile => Directory.EnumerateFiles(_home.FullName, "dump-*-dec.wav").SingleOrDefault();

    private string Screen => Path.Combine(_home.FullName, "screen.log");

    /// <param name="registrar">The lab switch.</param>
    /// <param name="user">A user of its directory.</param>
    /// <param name="password">Its password.</param>
    /// <param name="wav">What it says: a WAV file, 8000 Hz, one channel.</param>
    public static async Task<BaresipProcess> StartAsync(IPEndPoint registrar, string user, string password, string wav)
    {
        var home = Directory.CreateTempSubdirectory("voipcontrol-baresip-");
        var (sip, control) = (FreePort(), FreePort());
        File.WriteAllText(Path.Combine(home.FullName, "config"), string.Create(CultureInfo.InvariantCulture, $"""
            sip_listen 127.0.0.1:{sip}
            audio_player aubridge,nothing
            audio_source aufile,{wav}
            audio_alert aubridge,nothing
            audio_buffer 20-160
            rtp_ports 30000-40000
            ctrl_tcp_listen 127.0.0.1:{control}
            module_path /usr/lib/baresip/modules
            module aufile.so
            module aubridge.so
            module g711.so
            module sndfile.so
            snd_path {home.FullName}
            module_app account.so
            module_app menu.so
            module ctrl_tcp.so
            """) + "\n");
        File.WriteAllText(
            Path.Combine(home.FullName, "accounts"),
            $"<sip:{user}@lab>;auth_pass={password};outbound=\"sip:{registrar}\";regint=60;answermode=auto;audio_codecs=pcmu/8000/1\n");
        File.WriteAllText(Path.Combine(home.FullName, "contacts"), "");
        var process = ChildProcess.Start("baresip", ["-f", home.FullName, "-4"], Path.Combine(home.FullName, "screen.log"), home.FullName);
        var baresip = new BaresipProcess(home, process, control);
        try
        {
            await Poll.UntilAsync("baresip is ready to be told", Patience, TimeProvider.System, async () => await baresip.CanBeToldAsync());
            return baresip;
        }
        catch (TimeoutException e)
        {
            var said = baresip.Output;
            await baresip.DisposeAsync();
            throw new TimeoutException($"{e.Message} It said: {said}", e);
        }
    }

    /// <summary>One command of its menu, such as <c>dial</c>, over ctrl_tcp (JSON in a netstring).</summary>
    public async Task TellAsync(string command, string parameters = "")
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, _control);
        var json = $$"""{"command":"{{command}}","params":"{{parameters}}"}""";
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{json.Length}:{json},")));
        // Its answer says that it has read the command.
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        await tcp.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _home.Delete(recursive: true);
    }

    private async Task<bool> CanBeToldAsync()
    {
        if (_process.HasExited) throw new TimeoutException("baresip has ended.");
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, _control);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
