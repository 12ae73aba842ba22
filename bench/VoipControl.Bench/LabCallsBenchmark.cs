using System.Net;
using VoipControl.Pbx.Probes;
using VoipControl.Sip.Rtp;

namespace VoipControl.Bench;

/// <summary>
/// Calls at one time through a lab switch in a process of its own, with audio both ways on both legs. A gap is told by the
/// leg that heard it; ticks of this process that came late say how much of that is the measuring side's.
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
        using var clock = new MediaClock(time, static e => Console.Error.WriteLine(e));
        using var tick = clock.Register(static _ => { });
        var (started, used) = (time.GetTimestamp(), lab.ProcessorTime);
        var result = await new ProbeRun(new ProbeOptions
        {
            To = [$"sip:7500@{lab.Sip}"],
            Calls = calls,
            Rate = 20,
            Hold = hold,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            IsCallee = true,
            Callee = callee,
        }, time).RunAsync(CancellationToken.None);
        var cores = (lab.ProcessorTime - used) / time.GetElapsedTime(started);
        var largest = result.Legs.Max(static l => l.LargestGap);
        var figures = new
        {
            calls = result.Summary.Good,
            gaps_over_60ms = result.Legs.Count(static l => l.LargestGap > Limit),
            largest_gap_ms = Math.Round(largest.TotalMilliseconds, 1),
            late_ticks = clock.LateTicks,
            cpu_cores = Math.Round(cores, 2),
        };
        Table.Print(
            $"{calls} calls at once for {hold.TotalSeconds:0} s through one lab switch",
            ("calls heard both ways", figures.calls),
            ("legs with a gap over 60 ms", figures.gaps_over_60ms),
            ("largest gap, ms", figures.largest_gap_ms),
            ("late ticks of the measuring process", figures.late_ticks),
            ("processor cores of the switch", figures.cpu_cores));
        Table.PrintJson(figures);
        return figures.calls == calls ? 0 : 1;
    }
}
