using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Esl;
using VoipControl.Pbx.Calls;

namespace VoipControl.Pbx.Nodes;

/// <summary>
/// The life with one switch: connect, subscribe, compare, follow its events; connect again when that ends. The other node
/// has its own session; nothing is shared but the tracker. Events are handled one at a time in order of arrival, which is
/// not always the order they happened in; calls do not mind (see <see cref="Leg"/>).
/// </summary>
internal sealed class NodeSession(
    NodeOptions node, PbxOptions options, CallTracker tracker, CdrSpool? recordFiles, TestMark marks, PbxMetrics metrics, TimeProvider time, Random random,
    ILogger<NodeSession> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Heartbeats in a row whose session count differs from ours before the channels are compared.</summary>
    private const int CountMismatches = 3;

    private const string ZombieReason = "zombies";

    private static readonly EslHeaderSet HeartbeatHeaders = new("Core-UUID", "Session-Count", "Max-Sessions", "FreeSWITCH-Version", "Event-Date-Timestamp");

    /// <summary>A clock that differs by more is not set at all; its time is not reckoned with.</summary>
    private static readonly TimeSpan MaxClockOffset = TimeSpan.FromDays(366);

    private readonly CallEvents _events = new(node.Name, marks, () => metrics.RefusedMark(node.Name));
    // Facts that a broken connection left unapplied stay here and are applied with the next event: they are true whenever they come.
    private readonly List<LegFact> _facts = [];
    private readonly EslValue[] _heartbeat = new EslValue[HeartbeatHeaders.Count];
    private readonly NodeCompare _compare = new(node.Name, options, tracker, recordFiles, marks, metrics, time, logger);

    // Holds at most one reason: two wishes for a compare are one compare.
    private readonly Channel<string> _compareWanted = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock _statusGate = new();
    private volatile EslConnection? _connection;
    private NodeStatus _status = new() { Name = node.Name, State = NodeState.Disconnected, Reason = "not connected yet" };
    private long _unreachableSince = time.GetTimestamp();
    private int _mismatches;

    public string Name => node.Name;

    public NodeOptions Options => node;

    /// <summary>The switch's record files, where this process can read them.</summary>
    public CdrSpool? RecordFiles => recordFiles;

    public NodeStatus Status => Volatile.Read(ref _status);

    /// <summary>The connection, or null while there is none.</summary>
    public EslConnection? Connection => _connection;

    /// <summary>Runs until cancelled. Throws only on a fault of our own (a full disk under the journal, a bug).</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await FollowAsync(() => pause = FirstPause, cancellation);
            }
            catch (EslException e)
            {
                Disconnected(e);
                // A refusal does not heal by asking again at once.
                if (e is EslAuthenticationRefusedException or EslAddressNotAllowedException) pause = TimeSpan.FromSeconds(options.MaxReconnectSeconds);
            }
            await InferWhenDeadAsync(cancellation);
            await Task.Delay(pause * (0.5 + random.NextDouble()), time, cancellation);
            pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, options.MaxReconnectSeconds));
        }
    }

    /// <summary>One connection from start to end. Leaves by an <see cref="EslException"/> that says why.</summary>
    private async Task FollowAsync(Action connected, CancellationToken cancellation)
    {
        await using var connection = await EslConnection.ConnectAsync(
            new EslOptions { Host = node.Host, Port = node.Port, Password = node.Password }, time, cancellation);
        await connection.SendAsync(EslCommand.Subscribe(EventHeaders.Subscription), cancellationToken: cancellation);
        var core = await ReadCoreAsync(connection, cancellation);
        var version = await connection.ApiAsync(EslCommands.Version(), cancellationToken: cancellation);
        connected();
        _mismatches = 0;
        metrics.Connected(node.Name);
        Log.NodeConnected(logger, node.Name, core);
        Set(s => s with
        {
            State = NodeState.Syncing,
            Reason = "its channels are being compared",
            Core = core,
            Version = version.Trim(),
            ConnectedAt = time.GetUtcNow().UtcDateTime,
            LastHeartbeatAt = time.GetUtcNow().UtcDateTime,
        });
        _connection = connection;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] loops =
        [
            ConsumeAsync(connection, ended.Token),
            CompareAsync(connection, core, ended.Token),
            WatchAsync(connection, ended.Token),
        ];
        try
        {
            await await Task.WhenAny(loops);
        }
        finally
        {
            _connection = null;
            _unreachableSince = time.GetTimestamp();
            await ended.CancelAsync();
            await connection.DisposeAsync();
            await Task.WhenAll(loops).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        throw await connection.Closed;
    }

    private static async Task<Guid> ReadCoreAsync(EslConnection connection, CancellationToken cancellation)
    {
        var text = await connection.ApiAsync(EslCommands.GlobalGetVar("core_uuid"), cancellationToken: cancellation);
        return Guid.TryParse(text.Trim(), out var core) ? core : throw new EslProtocolException($"The switch's core_uuid is no UUID ('{text.Trim()}').");
    }

    private async Task ConsumeAsync(EslConnection connection, CancellationToken cancellation)
    {
        await foreach (var received in connection.Events.ReadAllAsync(cancellation))
        {
            using (received)
            {
                metrics.Event(node.Name);
                if (received.Name.Equals("HEARTBEAT"u8))
                {
                    Heartbeat(received);
                    continue;
                }
                if (!_events.TryRead(received, _facts, out var problem))
                {
                    metrics.RefusedEvent(node.Name);
                    Log.EventRefused(logger, node.Name, problem!);
                }
            }
            foreach (var fact in _facts) await tracker.ApplyAsync(fact, cancellation);
            _facts.Clear();
        }
        throw await connection.Closed;
    }

    private void Heartbeat(EslEvent heartbeat)
    {
        heartbeat.Read(HeartbeatHeaders, _heartbeat);
        int? sessions = _heartbeat[1].TryGetInt64(out var count) ? (int)Math.Clamp(count, 0, int.MaxValue) : null;
        int? max = _heartbeat[2].TryGetInt64(out count) ? (int)Math.Clamp(count, 0, int.MaxValue) : null;
        if (_heartbeat[4].TryGetTime(out var sent) && sent - time.GetUtcNow() is var offset && offset.Duration() <= MaxClockOffset) _compare.ClockOffset = offset;
        Set(s => s with { Sessions = sessions, MaxSessions = max, LastHeartbeatAt = time.GetUtcNow().UtcDateTime });
        // A count that differs for several heartbeats tells of lost events; a single difference is a call in motion.
        // Zombies are in the switch's count and, rightly, not in ours.
        _mismatches = sessions is { } theirs && theirs != tracker.CountLive(node.Name) + Status.Zombies ? _mismatches + 1 : 0;
        if (_mismatches < CountMismatches) return;
        _mismatches = 0;
        _compareWanted.Writer.TryWrite("session count");
    }

    /// <summary>Compares at once, then whenever somebody wants it or the interval is over.</summary>
    private async Task CompareAsync(EslConnection connection, Guid core, CancellationToken cancellation)
    {
        var reason = "connected";
        while (true)
        {
            var (zombies, doubtful) = await _compare.RunAsync(connection, core, reason, cancellation);
            Set(s => s with { State = NodeState.Connected, Reason = null, Zombies = zombies });
            using var interval = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            // One more look tells a zombie from a channel that had just ended; a busy switch always has some of these.
            var again = doubtful && reason != ZombieReason;
            var due = Task.Delay(TimeSpan.FromSeconds(again ? options.GoneGraceSeconds : options.CompareSeconds), time, interval.Token);
            var wanted = _compareWanted.Reader.WaitToReadAsync(interval.Token).AsTask();
            var first = await Task.WhenAny(due, wanted);
            await interval.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            reason = first == wanted && _compareWanted.Reader.TryRead(out var why) ? why : again ? ZombieReason : "interval";
        }
    }

    /// <summary>Asks a switch whose heartbeats are missing, and closes the connection when it does not answer: a hung switch keeps its sockets open.</summary>
    private async Task WatchAsync(EslConnection connection, CancellationToken cancellation)
    {
        var asked = false;
        while (true)
        {
            await Task.Delay(WatchInterval, time, cancellation);
            if (connection.SinceLastHeartbeat < TimeSpan.FromSeconds(options.HeartbeatTimeoutSeconds))
            {
                asked = false;
                continue;
            }
            await connection.PingAsync(TimeSpan.FromSeconds(options.PingTimeoutSeconds), cancellation);
            // It answers and sends no heartbeat: events were lost, and perhaps not only these.
            if (!asked) _compareWanted.Writer.TryWrite("heartbeat missed");
            asked = true;
        }
    }

    private void Disconnected(EslException reason)
    {
        var refused = reason is EslAuthenticationRefusedException or EslAddressNotAllowedException;
        var text = refused ? $"{reason.Message} (check Password and Host of node '{node.Name}' in Pbx:Nodes)" : reason.Message;
        var before = Status;
        Set(s => s with { State = refused ? NodeState.Refused : NodeState.Disconnected, Reason = text, Sessions = null });
        // A switch that stays away is told once, not at every attempt.
        if (before.State is NodeState.Connected or NodeState.Syncing || before.Reason != text) Log.NodeLost(logger, node.Name, text);
    }

    /// <summary>
    /// A switch that is away for long has most likely died with its calls; their records must not wait for ever. Where it
    /// lives after all, the compare at its return takes its calls back.
    /// </summary>
    private async Task InferWhenDeadAsync(CancellationToken cancellation)
    {
        // At each further attempt too: calls may be restored from MySQL after the first.
        if (time.GetElapsedTime(_unreachableSince) < TimeSpan.FromSeconds(options.DeadAfterSeconds)) return;
        await _compare.InferAllAsync(cancellation);
    }

    private void Set(Func<NodeStatus, NodeStatus> change)
    {
        lock (_statusGate) Volatile.Write(ref _status, change(_status));
    }
}
