using System.Diagnostics.Metrics;
using VoipControl.Core.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>What role sip counts (meter `VoipControl.Sip`).</summary>
internal sealed class SipMetrics : IDisposable
{
    public const string MeterName = "VoipControl.Sip";

    private readonly Meter _meter;
    private readonly Counter<long> _probes;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _canaries;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _alarms;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _setUp;

    public SipMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _probes = _meter.CreateCounter<long>("voipcontrol_target_probes", description: "OPTIONS requests by target and result");
        _changes = _meter.CreateCounter<long>("voipcontrol_target_changes", description: "State changes of a target, by the new state");
        _canaries = _meter.CreateCounter<long>("voipcontrol_canary_calls", description: "Canary calls by whether all was well");
        _faults = _meter.CreateCounter<long>("voipcontrol_canary_faults", description: "Canary calls that showed a fault, by fault");
        _alarms = _meter.CreateCounter<long>("voipcontrol_canary_alarms_raised", description: "Alarms raised, by fault");
        _dropped = _meter.CreateCounter<long>("voipcontrol_sip_history_dropped", description: "Changes and results that MySQL never got");
        _setUp = _meter.CreateHistogram("voipcontrol_canary_set_up", unit: "s", description: "Time from INVITE to final response of canary calls",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32] });
    }

    /// <summary>Shows how things stand at the moment of each reading.</summary>
    public void Show(IReadOnlyList<TargetWatch> watches, IReadOnlyList<CanaryRun> canaries, SipHistory history)
    {
        _meter.CreateObservableGauge("voipcontrol_target_up", () => watches.Select(static w => Of(w.Target, w.Figures.State == TargetState.Up ? 1 : 0)), description: "1 while the target is up");
        _meter.CreateObservableGauge("voipcontrol_target_state", () => watches.SelectMany(static w => Enum.GetValues<TargetState>().Select(
            s => Of(w.Target, w.Figures.State == s ? 1 : 0, new("state", Lower(s))))), description: "1 for the state that the target is in");
        _meter.CreateObservableGauge("voipcontrol_target_round_trip", () => watches.SelectMany(static w =>
            w.Figures.Smoothed is { } smoothed ? [Of(w.Target, smoothed.TotalSeconds)] : Array.Empty<Measurement<double>>()), unit: "s", description: "Smoothed round trip of OPTIONS");
        _meter.CreateObservableGauge("voipcontrol_target_loss_percent", () => watches.Select(static w => Of(w.Target, w.Figures.LossPercent)), description: "OPTIONS without an answer, of the window");
        _meter.CreateObservableGauge("voipcontrol_canary_good", () => canaries.SelectMany(static c =>
            c.LastGood is { } good ? [Of(c.Target, good ? 1 : 0)] : Array.Empty<Measurement<int>>()), description: "1 when the last canary call was well");
        _meter.CreateObservableGauge("voipcontrol_canary_alarm", () => canaries.SelectMany(static c => Enum.GetValues<CanaryFault>().Select(
            f => Of(c.Target, c.Standing.Contains(f) ? 1 : 0, new("fault", f.ToString())))), description: "1 while the alarm stands");
        _meter.CreateObservableGauge("voipcontrol_sip_history_waiting", () => history.Count, description: "Changes and results that wait for MySQL");
    }

    public void Probed(SipTarget target, ProbeResult result) =>
        _probes.Add(1, new("target", target.Name), new KeyValuePair<string, object?>("result", result.Status is { } status ? $"{status / 100}xx" : "lost"));

    public void Changed(SipTarget target, TargetState to) => _changes.Add(1, new("target", target.Name), new KeyValuePair<string, object?>("state", Lower(to)));

    public void CanaryDone(SipTarget target, CanaryVerdict verdict, CanaryOutcome outcome)
    {
        _canaries.Add(1, new("target", target.Name), new KeyValuePair<string, object?>("good", verdict.IsGood ? "yes" : "no"));
        foreach (var fault in verdict.Faults) _faults.Add(1, new("target", target.Name), new KeyValuePair<string, object?>("fault", fault.ToString()));
        if (outcome.SetUp is { } setUp) _setUp.Record(setUp.TotalSeconds, new KeyValuePair<string, object?>("target", target.Name));
    }

    public void AlarmRaised(SipTarget target, CanaryFault fault) =>
        _alarms.Add(1, new("target", target.Name), new KeyValuePair<string, object?>("fault", fault.ToString()));

    public void HistoryDropped() => _dropped.Add(1);

    public void Dispose() => _meter.Dispose();

    private static Measurement<T> Of<T>(SipTarget target, T value, KeyValuePair<string, object?>? more = null) where T : struct
    {
        KeyValuePair<string, object?>[] tags = [new("target", target.Name), new("kind", target.Kind.ToString().ToLowerInvariant())];
        return new Measurement<T>(value, more is { } tag ? [.. tags, tag] : tags);
    }

    private static string Lower(TargetState state) => state.ToString().ToLowerInvariant();
}
