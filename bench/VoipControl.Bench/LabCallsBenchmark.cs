using System.Net;
using VoipControl.Pbx.Probes;
using VoipControl.Sip.Rtp;

namespace VoipControl.Bench;

/// <summary>
/// Calls at one time through a lab switch in a process of its own, with audio both ways on both legs. The same calls without
/// the switch, in the same run, say which gaps the machine and the measuring process make by themselves.
/// </summary>
internal static class LabCallsBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(60);

    public static async Task<int> RunAsync(bool isShort)
    {
        var (calls, hold) = isShort ? (20, TimeSpan.FromSeconds(8)) : (100, TimeSpan.FromSeconds(40));
        var time = TimeProvider.System;
        var callee = LabCallsSwitch.FreePort();
        await using var lab = await LabCallsSwitch.StartAsync(callee);
        // Code that runs for the first time is slow once, in either process.
        await CallAsync(lab.Sip, callee, 5, TimeSpan.FromSeconds(2));
        var direct = await CallAsync(callee, callee, calls, hold);
        using var clock = new MediaClock(time, static e => Console.Error.WriteLine(e));
        using var tick = clock.Register(static _ => { });
        var (started, used) = (time.GetTimestamp(), lab.ProcessorTime);
        var result = await CallAsync(lab.Sip, callee, calls, hold);
        var cores = (lab.ProcessorTime - used) / time.GetElapsedTime(started);
        var figures = new
        {
            calls = result.Summary.Good,
            gaps_over_60ms = Gaps(result),
            largest_gap_ms = Largest(result),
            late_ticks = clock.LateTicks,
            cpu_cores = Math.Round(cores, 2),
            direct_gaps_over_60ms = Gaps(direct),
            direct_largest_gap_ms = Largest(direct),
        };
        Table.Print(
            $"{calls} calls at once for {hold.TotalSeconds:0} s through one lab switch",
            ("calls heard both ways", figures.calls),
            ("legs with a gap over 60 ms", figures.gaps_over_60ms),
            ("  the same without the switch", figures.direct_gaps_over_60ms),
            ("largest gap, ms", figures.largest_gap_ms),
            ("  the same without the switch", figures.direct_largest_gap_ms),
            ("late ticks of the measuring process", figures.late_ticks),
            ("processor cores of the switch", figures.cpu_cores));
        Table.PrintJson(figures);
        return figures.calls == calls ? 0 : 1;
    }

    private static Task<ProbeResult> CallAsync(IPEndPoint at, IPEndPoint callee, int calls, TimeSpan hold) => new ProbeRun(new ProbeOptions
    {
        To = [$"sip:7500@{at}"],
        Calls = calls,
        Rate = 20,
        Hold = hold,
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        IsCallee = true,
        Callee = callee,
    }, TimeProvider.System).RunAsync(CancellationToken.None);

    private static int Gaps(ProbeResult result) => result.Legs.Count(static l => l.LargestGap > Limit);

    private static double Largest(ProbeResult result) => Math.Round(result.Legs.Max(static l => l.LargestGap).TotalMilliseconds, 1);
}
