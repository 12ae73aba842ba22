namespace VoipControl.Testing;

/// <summary>A control plane as a process of its own, for tests that kill it.</summary>
public sealed class ControlPlaneProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private ControlPlaneProcess(ChildProcess process, string outputPath, string url) => (_process, OutputPath, Url) = (process, outputPath, url);

    public string OutputPath { get; }

    public string Url { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts `voipcontrol run` with the settings in a file of <paramref name="folder"/>; waits until it answers, not until it is ready.</summary>
    public static async Task<ControlPlaneProcess> StartAsync(ControlPlaneSettings settings, string folder, string roles = "all")
    {
        ArgumentNullException.ThrowIfNull(settings);
        var file = Path.Combine(folder, "voipcontrol.json");
        await File.WriteAllTextAsync(file, settings.ToJson());
        var output = Path.Combine(folder, "voipcontrol.log");
        var process = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "voipcontrol.dll"), "run", "--role", roles, "--config", file], output);
        var plane = new ControlPlaneProcess(process, output, settings.Url);
        try
        {
            await plane.AnswersAsync("/health/live");
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it is ready: every node connected, the database reachable.</summary>
    public Task ReadyAsync() => AnswersAsync("/health/ready");

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task AnswersAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(2) };
        await Poll.UntilAsync($"{path} of the control plane is well (its output: {OutputPath})", TimeSpan.FromSeconds(40), TimeProvider.System, async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"The control plane ended by itself: {await File.ReadAllTextAsync(OutputPath)}");
            try
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        });
    }
}
