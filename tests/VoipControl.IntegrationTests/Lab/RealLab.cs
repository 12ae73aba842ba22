using System.Globalization;
using System.Net.Sockets;
using System.Text;
using VoipControl.Lab;
using VoipControl.Sip.Rtp;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Lab;

/// <summary>A lab switch with SIP and the repository's dialplans, and a client that tells it commands.</summary>
internal sealed class RealLab : IAsyncDisposable
{
    public const string PhonePassword = "phones";
    private const string Password = "of this test";
    private readonly DirectoryInfo _folder;

    private RealLab(DirectoryInfo folder, LabSwitch lab)
    {
        _folder = folder;
        Switch = lab;
    }

    public LabSwitch Switch { get; }

    public string Folder => _folder.FullName;

    /// <param name="answerPort">Port of the callee that 71NN and 8NNN reach.</param>
    public static async Task<RealLab> StartAsync(int answerPort = 9)
    {
        var folder = Directory.CreateTempSubdirectory("voipcontrol-lab-");
        var lab = new LabSwitch(new LabSwitchOptions
        {
            Password = Password,
            Heartbeat = TimeSpan.Zero,
            RecordingDirectory = Path.Combine(folder.FullName, "recordings"),
            Sip = new LabSipOptions
            {
                ConfigurationFolder = RepositoryFolders.Dialplans,
                ConfigurationVariables = new Dictionary<string, string>
                {
                    ["lab_user_password"] = PhonePassword,
                    ["lab_answer_port"] = answerPort.ToString(CultureInfo.InvariantCulture),
                },
            },
        });
        await lab.StartAsync();
        return new RealLab(folder, lab);
    }

    /// <summary>A WAV file with a tone, long enough for any test.</summary>
    public string ToneFile(double frequency)
    {
        var path = Path.Combine(Folder, $"tone-{frequency}.wav");
        var samples = new short[8000 * 60];
        new ToneSource(frequency).Read(samples);
        using var file = new WavFileWriter(path, 1);
        file.Write(samples);
        return path;
    }

    /// <summary>One api command.</summary>
    public async Task<string> ApiAsync(string command)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Switch.Endpoint);
        await using var stream = tcp.GetStream();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"auth {Password}\n\napi {command}\n\nexit\n\n"), limit.Token);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(limit.Token);
        var body = text.IndexOf("api/response", StringComparison.Ordinal);
        var start = text.IndexOf("\n\n", body, StringComparison.Ordinal) + 2;
        var end = text.IndexOf("Content-Type:", start, StringComparison.Ordinal);
        return end < 0 ? text[start..] : text[start..end];
    }

    public async ValueTask DisposeAsync()
    {
        await Switch.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
