using Microsoft.Extensions.Logging;
using VoipControl.Core.Trunks;
using VoipControl.Store.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>Qualifies one target for as long as the role runs.</summary>
internal sealed class TargetWatch(
    SipTarget target, string observer, SipWire wire, SipHistory history, SipMetrics metrics, TimeProvider time, Random random, ILogger<TargetWatch> logger)
{
    /// <summary>A damped target is let go within this time, whatever its interval.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The wire keeps to the target's time-out by itself; this is for one that does not.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Qualification _qualification = new(target.Qualify.Rules());
    private readonly long _started = time.GetTimestamp();
    private DateTime _since = time.GetUtcNow().UtcDateTime;
    private DateTime? _lastProbeAt;

    public SipTarget Target => target;

    /// <summary>State and figures now.</summary>
    public TargetFigures Figures
    {
        get { lock (_gate) return _qualification.Figures(Now); }
    }

    private TimeSpan Now => time.GetElapsedTime(_started);

    /// <summary>Probes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // Targets of one process, and processes that start together, must not probe in step.
        var next = Now + Min(target.Interval, TimeSpan.FromSeconds(1)) * Drawn();
        while (true)
        {
            while (next - Now is var left && left > TimeSpan.Zero)
            {
                // Rounded up: a timer knows no part of a millisecond, and would be due at once.
                await Task.Delay(Min(left + TimeSpan.FromMilliseconds(1), LongestPause), time, cancellation);
                Take(null);
            }
            next = Now + target.Interval * (0.9 + 0.2 * Drawn());
            var result = await ProbeAsync(cancellation);
            metrics.Probed(target, result);
            Take(result);
        }
    }

    /// <summary>The row that other processes read.</summary>
    public TargetRow Row()
    {
        lock (_gate)
        {
            var figures = _qualification.Figures(Now);
            return new TargetRow
            {
                Observer = observer,
                Target = target.Name,
                Kind = target.Kind,
                Uri = target.Uri,
                Tenant = target.Tenant,
                State = figures.State,
                Reason = figures.Reason,
                Since = _since,
                LastProbeAt = _lastProbeAt,
                LastStatus = figures.LastStatus,
                RoundTrip = figures.RoundTrip,
                Smoothed = figures.Smoothed,
                Min = figures.Min,
                Max = figures.Max,
                LossPercent = figures.LossPercent,
                Probes = figures.Probes,
                Penalty = figures.Penalty,
                UpdatedAt = time.GetUtcNow().UtcDateTime,
            };
        }
    }

    private async Task<ProbeResult> ProbeAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = time.CreateTimer(static l => ((CancellationTokenSource)l!).Cancel(), limit, target.Timeout + Grace, Timeout.InfiniteTimeSpan);
        try
        {
            return await wire.Probe(target, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ProbeResult.Lost($"no answer within {target.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a peer makes the stack stumble over ends one probe and not the process, which may follow calls too.
            Log.ProbeFailed(logger, target.Name, e);
            return ProbeResult.Lost("fault of our own: " + e.Message);
        }
    }

    private void Take(ProbeResult? result)
    {
        TargetChange change;
        lock (_gate)
        {
            var before = _qualification.State;
            if (result is not null) _lastProbeAt = time.GetUtcNow().UtcDateTime;
            if (!(result is null ? _qualification.Pass(Now) : _qualification.Observe(result, Now))) return;
            _since = time.GetUtcNow().UtcDateTime;
            change = new TargetChange
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                Observer = observer,
                Target = target.Name,
                From = before,
                To = _qualification.State,
                Reason = _qualification.Figures(Now).Reason,
                At = _since,
            };
        }
        metrics.Changed(target, change.To);
        if (change.To == TargetState.Up) Log.TargetUp(logger, target.Name, target.Kind, change.From);
        else Log.TargetNotUp(logger, target.Name, target.Kind, change.To, change.From, change.Reason ?? "");
        history.Add(change);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private double Drawn()
    {
        lock (random) return random.NextDouble();
    }
}
