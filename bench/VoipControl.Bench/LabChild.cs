using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using VoipControl.Lab;

namespace VoipControl.Bench;

/// <summary>
/// A lab switch in a process of its own, so that what it allocates is not counted as ours. The parent speaks to it by
/// lines: `flood N` (answered `done N`), `traffic RATE`, `quiet`, `ledger FILE` (answered `written N`); it ends with its input.
/// </summary>
internal sealed class LabChild : IAsyncDisposable
{
    public const string Password = "bench-password";

    private readonly Process _process;

    private LabChild(Process process, string name, IPEndPoint endpoint) => (_process, Name, Endpoint) = (process, name, endpoint);

    public string Name { get; }

    public IPEndPoint Endpoint { get; }

    public static async Task<LabChild> StartAsync(string name, string? cdrDirectory = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add("lab-child");
        start.ArgumentList.Add(name);
        if (cdrDirectory is not null) start.ArgumentList.Add(cdrDirectory);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The lab switch did not start.");
        return new LabChild(process, name, IPEndPoint.Parse(line));
    }

    /// <summary>The child's side.</summary>
    public static async Task<int> RunAsync(string name, string? cdrDirectory)
    {
        await using var lab = new LabSwitch(new LabSwitchOptions
        {
            Name = name,
            Password = Password,
            Seed = name.Aggregate(17, static (seed, c) => seed * 31 + c),
            CdrDirectory = cdrDirectory,
            Tenant = "bench",
            LedgerLimit = 1_000_000,
        });
        await lab.StartAsync();
        Console.WriteLine(lab.Endpoint);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ', 2);
            switch (words[0])
            {
                case "flood":
                    var calls = int.Parse(words[1], CultureInfo.InvariantCulture);
                    await lab.FloodAsync(calls, Math.Min(calls, 50));
                    Console.WriteLine("done " + words[1]);
                    break;
                case "traffic":
                    lab.StartTraffic(new LabTraffic
                    {
                        CallsPerSecond = double.Parse(words[1], CultureInfo.InvariantCulture),
                        MinRing = TimeSpan.FromMilliseconds(200),
                        MaxRing = TimeSpan.FromSeconds(1),
                        MinTalk = TimeSpan.FromMilliseconds(500),
                        MaxTalk = TimeSpan.FromSeconds(4),
                    });
                    break;
                case "quiet":
                    lab.StopTraffic();
                    break;
                case "ledger":
                    var ledger = lab.Ledger;
                    await File.WriteAllLinesAsync(words[1], ledger.Select(static c => JsonSerializer.Serialize(c)));
                    Console.WriteLine($"written {ledger.Count}");
                    break;
            }
        }
        return 0;
    }

    /// <summary>Plays whole bridged calls; completes when the switch has handed them to the system.</summary>
    public async Task FloodAsync(int calls)
    {
        await SendAsync($"flood {calls}");
        await AnswerAsync();
    }

    public Task SendAsync(string line)
    {
        _process.StandardInput.WriteLine(line);
        return _process.StandardInput.FlushAsync();
    }

    /// <summary>What the switch really did.</summary>
    public async Task<List<LabCallOutcome>> LedgerAsync()
    {
        var file = Path.GetTempFileName();
        await SendAsync("ledger " + file);
        await AnswerAsync();
        var ledger = File.ReadLines(file).Select(static l => JsonSerializer.Deserialize<LabCallOutcome>(l)!).ToList();
        File.Delete(file);
        return ledger;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task AnswerAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync() is null) throw new InvalidOperationException($"Lab switch {Name} ended.");
    }
}
