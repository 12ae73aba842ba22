using System.Globalization;
using Spectre.Console;
using VoipControl.Pbx.Probes;

namespace VoipControl.Host.Cli.Commands;

/// <summary>Shows a probe while it runs: a bar on a terminal, a line every five seconds elsewhere.</summary>
internal sealed class ProbeProgressView(CliEnvironment environment, ProbeOptions options)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it to its end.</summary>
    public async Task<ProbeResult> WatchAsync(ProbeRun run, CancellationToken stop)
    {
        using var over = new CancellationTokenSource();
        var running = run.RunAsync(stop);
        if (!environment.ErrorIsTerminal) return await Progress.TellAsync(environment, () => Words(run.Progress), running);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = environment.Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(environment.Error),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = environment.TerminalWidth ?? 80;
        await console.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).StartAsync(async shown =>
        {
            var bar = shown.AddTask(Words(run.Progress), maxValue: 1);
            while (!running.IsCompleted)
            {
                bar.Value = Share(run.Progress);
                bar.Description = Words(run.Progress);
                await Task.WhenAny(running, Task.Delay(Redraw, environment.Time, over.Token));
            }
        });
        await over.CancelAsync();
        return await running;
    }

    private static string Words(ProbeProgress at) => string.Create(CultureInfo.InvariantCulture,
        $"{at.Placed} of {at.Calls} calls placed, {at.Talking} talking, {at.Ended} over, {at.Failed} failed{(at.Stopping ? "; ending" : "")}");

    // Time is what one waits for: how much of the run has gone by, and never the end before it is there.
    private double Share(ProbeProgress at) => Math.Min(0.99, at.Elapsed / (TimeSpan.FromSeconds((options.Calls - 1) / options.Rate) + options.Hold));
}
