using System.Globalization;

namespace VoipControl.Core.Trunks;

/// <summary>
/// One target as its probes add up: thresholds in both directions, figures, damping. Pure; times are parameters, read from a
/// monotonic clock, and never run backwards. Not for several threads.
/// </summary>
public sealed class Qualification(QualifyRules rules)
{
    private readonly RoundTrips _roundTrips = new(rules.Window);
    private TargetState _reached = TargetState.Unknown;
    private bool _damped;
    private int _good;
    private int _bad;
    private double _penalty;
    private TimeSpan _penaltyAt;
    private ProbeResult? _last;

    /// <summary>The state that is published.</summary>
    public TargetState State => _damped ? TargetState.Damped : _reached;

    /// <summary>Takes a probe's result. Returns true when the published state changed.</summary>
    /// <param name="result">What came of the probe.</param>
    /// <param name="now">Monotonic time.</param>
    public bool Observe(ProbeResult result, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(result);
        var before = State;
        _last = result;
        var answered = result.Status is { } status && !rules.Lost.Contains(status);
        _roundTrips.Add(answered ? result.RoundTrip : null);
        var good = answered && !rules.OutOfService.Contains(result.Status!.Value);
        (_good, _bad) = good ? (Math.Min(_good + 1, rules.UpAfter), 0) : (0, Math.Min(_bad + 1, rules.DownAfter));
        if (_good >= rules.UpAfter) _reached = TargetState.Up;
        else if (_bad >= rules.DownAfter) GoDown(now);
        Release(now);
        return State != before;
    }

    /// <summary>Lets time pass without a probe: a damped target is let go when its penalty has decayed. Returns true when the state changed.</summary>
    public bool Pass(TimeSpan now)
    {
        var before = State;
        Release(now);
        return State != before;
    }

    /// <summary>State and figures at a time.</summary>
    public TargetFigures Figures(TimeSpan now) => new(
        State, Reason(), _last?.Status, _roundTrips.Last, _roundTrips.Smoothed, _roundTrips.Min, _roundTrips.Max,
        _roundTrips.LossPercent, _roundTrips.Count, PenaltyAt(now));

    private void GoDown(TimeSpan now)
    {
        // Only a loss is a flap (RFC 2439 section 4.4.3): a target that comes back needs no second penalty for it.
        if (_reached == TargetState.Up)
        {
            _penalty = Math.Min(PenaltyAt(now) + rules.Damping.Penalty, Math.Max(rules.Damping.Ceiling, rules.Damping.Penalty));
            _penaltyAt = now;
            if (_penalty >= rules.Damping.Suppress) _damped = true;
        }
        _reached = TargetState.Down;
    }

    private void Release(TimeSpan now)
    {
        if (_damped && PenaltyAt(now) < rules.Damping.Reuse) _damped = false;
    }

    private double PenaltyAt(TimeSpan now) => _penalty == 0 ? 0 : _penalty * Math.Pow(0.5, (now - _penaltyAt) / rules.Damping.HalfLife);

    private string? Reason()
    {
        var last = _last switch
        {
            null => "not probed yet",
            { Status: { } status } when rules.Lost.Contains(status) => string.Create(CultureInfo.InvariantCulture, $"no answer (status {status})"),
            { Status: { } status } when rules.OutOfService.Contains(status) => string.Create(CultureInfo.InvariantCulture, $"it says that it is out of service (status {status})"),
            { Status: { } status } => string.Create(CultureInfo.InvariantCulture, $"it answers (status {status})"),
            _ => _last.Failure ?? "no answer",
        };
        return State switch
        {
            TargetState.Up when _bad == 0 => null,
            TargetState.Damped => $"it went down too often and is held until it has been calm; last: {last}",
            _ => last,
        };
    }
}
