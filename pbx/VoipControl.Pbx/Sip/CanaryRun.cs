using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Core.Trunks;
using VoipControl.Store.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>Runs the canary of one target on its timetable, one call at a time.</summary>
internal sealed class CanaryRun(
    SipTarget target, CanaryOptions options, string observer, int raiseAfter, int clearAfter, TestMark marks, SipWire wire, SipHistory history,
    SipMetrics metrics, TimeProvider time, Random random, ILogger<CanaryRun> logger)
{
    /// <summary>How much longer than its call a mark is good: clocks of two hosts differ.</summary>
    private static readonly TimeSpan MarkGrace = TimeSpan.FromMinutes(5);

    private readonly CanaryPlan _plan = options.Plan(target.Uri);
    private readonly CanaryTimetable _timetable = options.Timetable();
    private readonly CanaryAlarms _alarms = new(raiseAfter, clearAfter);
    private readonly Lock _gate = new();
    private DateTime? _nextAt;
    private IReadOnlyList<CanaryFault> _standing = [];
    private bool? _lastGood;

    public SipTarget Target => target;

    /// <summary>Whether the last call was well; null before the first.</summary>
    public bool? LastGood
    {
        get { lock (_gate) return _lastGood; }
    }

    /// <summary>Faults whose alarm stands.</summary>
    public IReadOnlyList<CanaryFault> Standing
    {
        get { lock (_gate) return _standing; }
    }

    /// <summary>The row that other processes read.</summary>
    public CanaryRow Row()
    {
        lock (_gate)
            return new CanaryRow
            {
                Observer = observer,
                Name = target.Name,
                Kind = target.Kind,
                Tenant = target.Tenant,
                Mode = _plan.Mode,
                To = _plan.To,
                NextAt = _nextAt,
                UpdatedAt = time.GetUtcNow().UtcDateTime,
            };
    }

    /// <summary>Places calls until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var first = true;
        while (true)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var next = _timetable.Next(now, first, Drawn());
            lock (_gate) _nextAt = next;
            await Task.Delay(next > now ? next - now : TimeSpan.Zero, time, cancellation);
            first = false;
            await RunOnceAsync(cancellation);
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellation)
    {
        var at = time.GetUtcNow().UtcDateTime;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var call = new CanaryCall(target, _plan, options.From, options.Username.Length > 0 ? options.Username : options.From, options.Password,
            marks.Create(CallPurpose.Canary, id.ToString("N"), at + _plan.Limit + MarkGrace));
        var outcome = await PlaceAsync(call, cancellation);
        var verdict = CanaryVerdict.Of(_plan, outcome);
        metrics.CanaryDone(target, verdict, outcome);
        IReadOnlyList<AlarmChange> changes;
        IReadOnlyList<CanaryFault> stood;
        lock (_gate)
        {
            stood = _standing;
            changes = _alarms.Observe(verdict);
            (_standing, _lastGood) = (_alarms.Raised, verdict.IsGood);
        }
        history.Add(new CanaryResult
        {
            Id = id,
            Observer = observer,
            Canary = target.Name,
            Mode = _plan.Mode,
            At = at,
            Faults = verdict.Faults,
            Detail = verdict.Detail,
            Status = outcome.Status,
            SetUp = outcome.SetUp,
            Here = outcome.Here,
            There = outcome.There,
        });
        if (!verdict.IsGood) Log.CanaryBad(logger, target.Name, string.Join(", ", verdict.Faults), verdict.Detail);
        foreach (var change in changes)
        {
            if (!change.Raised && stood.Contains(change.Fault)) Log.AlarmCleared(logger, target.Name, change.Fault);
            Tell(change, verdict.Detail);
        }
    }

    private async Task<CanaryOutcome> PlaceAsync(CanaryCall call, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = time.CreateTimer(static l => ((CancellationTokenSource)l!).Cancel(), limit, _plan.Limit, Timeout.InfiniteTimeSpan);
        try
        {
            return await wire.Call(call, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CanaryOutcome { OwnFailure = $"the call did not end within {_plan.Limit.TotalSeconds:0} s" };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // As with a probe: one call ends and not the process.
            Log.CanaryFailed(logger, target.Name, e);
            return new CanaryOutcome { OwnFailure = e.Message };
        }
    }

    private void Tell(AlarmChange change, string detail)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (!change.Raised)
        {
            // Also for one that a process before this one raised and that is not known here.
            history.Clear(observer, target.Name, change.Fault, now);
            return;
        }
        Log.AlarmRaised(logger, target.Name, change.Fault, detail);
        metrics.AlarmRaised(target, change.Fault);
        history.Raise(new CanaryAlarm { Id = Guid.CreateVersion7(time.GetUtcNow()), Observer = observer, Canary = target.Name, Fault = change.Fault, Detail = detail, RaisedAt = now });
    }

    private double Drawn()
    {
        lock (random) return random.NextDouble();
    }
}
