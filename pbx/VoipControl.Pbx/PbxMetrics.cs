using System.Diagnostics.Metrics;
using VoipControl.Pbx.Calls;
using VoipControl.Pbx.Nodes;
using VoipControl.Store.Calls;

namespace VoipControl.Pbx;

/// <summary>What the pbx role counts (meter `VoipControl.Pbx`).</summary>
internal sealed class PbxMetrics : IDisposable
{
    public const string MeterName = "VoipControl.Pbx";

    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly Counter<long> _facts;
    private readonly Counter<long> _refusedEvents;
    private readonly Counter<long> _connects;
    private readonly Counter<long> _compares;
    private readonly Counter<long> _inferredEnds;
    private readonly Counter<long> _reportedEnds;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _records;
    private readonly Counter<long> _testRecords;
    private readonly Counter<long> _refusedMarks;
    private readonly Histogram<double> _commit;

    public PbxMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _events = _meter.CreateCounter<long>("voipcontrol_events", description: "Events received from a node");
        _facts = _meter.CreateCounter<long>("voipcontrol_facts", description: "Facts read from events, new ones and repeats");
        _refusedEvents = _meter.CreateCounter<long>("voipcontrol_events_refused", description: "Channel events that could not be used");
        _connects = _meter.CreateCounter<long>("voipcontrol_node_connects", description: "Connections made to a node's event socket");
        _compares = _meter.CreateCounter<long>("voipcontrol_compares", description: "Compares of a node's channels with the calls known here");
        _inferredEnds = _meter.CreateCounter<long>("voipcontrol_ends_inferred", description: "Legs whose end was concluded from their absence");
        _reportedEnds = _meter.CreateCounter<long>("voipcontrol_ends_reported", description: "Legs whose end was read from the switch's record files");
        _commands = _meter.CreateCounter<long>("voipcontrol_commands", description: "Commands carried out on calls");
        _records = _meter.CreateCounter<long>("voipcontrol_records", description: "Records of customers' calls written to MySQL, new ones and refined ones");
        _testRecords = _meter.CreateCounter<long>("voipcontrol_test_records", description: "Records of canary and probe calls written to MySQL");
        _refusedMarks = _meter.CreateCounter<long>("voipcontrol_test_marks_refused", description: "New legs whose test mark was forged or expired; they count as customers' calls");
        _commit = _meter.CreateHistogram("voipcontrol_commit", unit: "s", description: "Time from an event on the switch to its fact in MySQL",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60] });
    }

    /// <summary>Shows how things stand at the moment of each reading: what an alarm is made of.</summary>
    public void Show(IReadOnlyList<NodeSession> sessions, CallTracker tracker, CallWriter writer, TimeProvider time)
    {
        _meter.CreateObservableGauge("voipcontrol_calls_live", () => tracker.LiveCalls, description: "Customers' calls in progress");
        _meter.CreateObservableGauge("voipcontrol_test_calls_live", () => tracker.LiveTestCalls, description: "Canary and probe calls in progress");
        _meter.CreateObservableGauge("voipcontrol_node_connected", () => sessions.Select(
            static s => new Measurement<int>(s.Status.State == NodeState.Connected ? 1 : 0, new KeyValuePair<string, object?>("node", s.Name))), description: "1 while the node is connected and compared");
        _meter.CreateObservableGauge("voipcontrol_node_sessions", () => sessions.Select(
            static s => new Measurement<int>(s.Status.Sessions ?? 0, new KeyValuePair<string, object?>("node", s.Name))), description: "Channels of the node, by its heartbeat");
        _meter.CreateObservableGauge("voipcontrol_node_zombies", () => sessions.Select(
            static s => new Measurement<int>(s.Status.Zombies, new KeyValuePair<string, object?>("node", s.Name))), description: "Channels that the node lists and does not have");
        _meter.CreateObservableGauge("voipcontrol_facts_behind", () => writer.Lag.Facts, description: "Durable facts that MySQL does not have yet");
        _meter.CreateObservableGauge("voipcontrol_mysql_away", () => writer.Lag.AwaySince is { } since ? (time.GetUtcNow().UtcDateTime - since).TotalSeconds : 0,
            unit: "s", description: "For how long MySQL has taken no facts; 0 while it does");
    }

    /// <summary>Told by the writer of each transaction.</summary>
    public void Stored(StoredBatch batch)
    {
        _records.Add(batch.Records - batch.TestRecords);
        _testRecords.Add(batch.TestRecords);
        foreach (var fact in batch.Facts) _commit.Record(Math.Max(0, (batch.CommittedAt - fact.At).TotalSeconds));
        StoredListener?.Invoke(batch);
    }

    /// <summary>Hears of each transaction too; benchmarks measure with it.</summary>
    public Action<StoredBatch>? StoredListener { get; set; }

    public void Event(string node) => _events.Add(1, new KeyValuePair<string, object?>("node", node));

    public void Fact(bool isNew) => _facts.Add(1, new KeyValuePair<string, object?>("new", isNew ? "yes" : "no"));

    public void RefusedEvent(string node) => _refusedEvents.Add(1, new KeyValuePair<string, object?>("node", node));

    public void RefusedMark(string node) => _refusedMarks.Add(1, new KeyValuePair<string, object?>("node", node));

    public void Connected(string node) => _connects.Add(1, new KeyValuePair<string, object?>("node", node));

    public void Compared(string node, string reason) =>
        _compares.Add(1, new KeyValuePair<string, object?>("node", node), new KeyValuePair<string, object?>("reason", reason));

    public void InferredEnd(string node) => _inferredEnds.Add(1, new KeyValuePair<string, object?>("node", node));

    public void ReportedEnd(string node) => _reportedEnds.Add(1, new KeyValuePair<string, object?>("node", node));

    public void Command(string name, string result) =>
        _commands.Add(1, new KeyValuePair<string, object?>("command", name), new KeyValuePair<string, object?>("result", result));

    public void Dispose() => _meter.Dispose();
}
