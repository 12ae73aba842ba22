using System.Globalization;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli;

/// <summary>Tells a waiting person what it waits for: after one second, then every five.</summary>
internal static class Progress
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    public static async Task<T> TellAsync<T>(CliEnvironment environment, Func<string> what, Task<T> work)
    {
        var began = environment.Time.GetTimestamp();
        using var done = new CancellationTokenSource();
        var pause = First;
        while (!work.IsCompleted)
        {
            var tick = Task.Delay(pause, environment.Time, done.Token);
            if (await Task.WhenAny(work, tick) != tick) break;
            new Screen(environment).Notice(string.Create(CultureInfo.InvariantCulture, $"{what()} ({(int)environment.Time.GetElapsedTime(began).TotalSeconds} s)"));
            pause = Later;
        }
        await done.CancelAsync();
        return await work;
    }
}
