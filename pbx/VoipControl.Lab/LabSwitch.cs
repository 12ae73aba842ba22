using System.Collections.Concurrent;
using System.Net;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Commands;
using VoipControl.Lab.EventSocket;
using VoipControl.Lab.Flood;
using VoipControl.Lab.Signalling;

namespace VoipControl.Lab;

/// <summary>
/// A stand-in for a telephone switch, for evaluation and tests: it speaks the event socket, plays calls that exist
/// only as events, obeys the commands that VoipControl uses, fails on demand, and keeps the truth about every call.
/// With <see cref="LabSwitchOptions.Sip"/> it takes real calls too, over SIP and RTP. Every public member may be used from any thread.
/// </summary>
public sealed class LabSwitch : IAsyncDisposable
{
    private readonly LabSwitchOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly CallLedger _ledger;
    private readonly ConcurrentDictionary<string, LabEndpoint> _endpoints = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<Exception> _errors = new();
    private readonly EventSocketServer _server;
    private readonly EventGate _gate;
    private readonly TrafficGenerator _traffic;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private SwitchLife? _life;
    private Task _heartbeat = Task.CompletedTask;
    private IPEndPoint? _endpoint;
    private IPEndPoint? _sipEndpoint;
    private bool _disposed;
    private int _floods;

    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public LabSwitch(LabSwitchOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = time ?? TimeProvider.System;
        _random = new Random(options.Seed);
        _ledger = new CallLedger(options.LedgerLimit);
        _server = new EventSocketServer(options, _time, _errors);
        _gate = new EventGate(new Random(options.Seed ^ 0x5eed), _server.Send);
        Faults = new LabFaults(_gate, DieAsync, RestartAsync, _server.DropClients);
        _server.Faults = Faults;
        _traffic = new TrafficGenerator(this, _time, new Random(options.Seed ^ 0x7aff1c));
    }

    /// <summary>Where the event socket listens. Known after <see cref="StartAsync"/> and then never changes.</summary>
    public IPEndPoint Endpoint => _endpoint ?? throw new InvalidOperationException("The switch has not been started.");

    /// <summary>Where SIP listens; null on a switch without SIP. Known after <see cref="StartAsync"/> and then never changes.</summary>
    public IPEndPoint? SipEndpoint => _sipEndpoint;

    /// <summary>What a real switch would have written to its log about real calls in this life: unknown users, dialplans
    /// without an answer, ports that ran out. The newest last, at most 1000.</summary>
    public IReadOnlyCollection<string> Complaints => Life.Sip?.Complaints ?? [];

    /// <summary>Core-UUID of this life; another one after each restart.</summary>
    public string CoreId => Life.Core.CoreId;

    public TimeProvider TimeProvider => _time;

    public LabSwitchOptions Options => _options;

    public LabFaults Faults { get; }

    /// <summary>False before the start and while killed.</summary>
    public bool Alive => _life is { Core.Dead: false };

    /// <summary>The live legs, oldest first.</summary>
    public IReadOnlyCollection<LabChannelView> Channels
    {
        get
        {
            var core = Life.Core;
            lock (core.Gate)
            {
                return [.. core.Channels.Values.Select(c => new LabChannelView(
                    c.Uuid, c.Call.Legs[0].Uuid, c.Inbound ? "inbound" : "outbound", c.Profile.CallerIdNumber,
                    c.Profile.Destination, c.StateName, c.CallState, c.Peer?.Uuid))];
            }
        }
    }

    /// <summary>The truth about every call of every life of this switch: ended ones in the order of their end, then
    /// those that are up.</summary>
    public IReadOnlyList<LabCallOutcome> Ledger
    {
        get
        {
            if (_life is not { } life)
                return [];
            // A call that is up changes under the core's gate.
            lock (life.Core.Gate)
                return _ledger.Snapshot();
        }
    }

    /// <summary>Calls placed in all lives, also those the ledger no longer keeps.</summary>
    public long CallsPlaced => _ledger.Placed;

    /// <summary>Event-Sequence of the last event fired.</summary>
    public long LastSequence
    {
        get
        {
            lock (Life.Core.Gate)
                return Life.Core.LastSequence;
        }
    }

    /// <summary>Clients connected now, authenticated or not.</summary>
    public int ClientCount => _server.Clients.Count;

    /// <summary>Faults of the lab switch itself; a test that passes leaves it empty.</summary>
    public IReadOnlyCollection<Exception> Errors => _errors;

    private SwitchLife Life => _life ?? throw new InvalidOperationException("The switch has not been started.");

    /// <summary>Listens and, when the options ask for it, starts traffic.</summary>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        await _changing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (Alive)
                throw new InvalidOperationException("The switch is running.");
            await BeginAsync().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
        if (_options.Traffic.CallsPerSecond > 0)
            StartTraffic();
    }

    /// <summary>Sets how a number or user behaves when dialled; null = as any other.</summary>
    public void SetEndpoint(string numberOrUser, LabEndpoint? behaviour)
    {
        if (behaviour is null)
            _endpoints.TryRemove(numberOrUser, out _);
        else
            _endpoints[numberOrUser] = behaviour;
    }

    /// <summary>A caller arrives.</summary>
    /// <exception cref="InvalidOperationException">The switch is dead, paused, or full.</exception>
    public LabCall PlaceCall(LabCallPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var life = Life;
        lock (life.Core.Gate)
        {
            if (life.Core.Dead)
                throw new InvalidOperationException("The switch is dead.");
            if (life.Core.PausedInbound)
                throw new InvalidOperationException("The switch is paused for inbound calls.");
            if (life.Core.Channels.Count + 2 > _options.MaxSessions)
                throw new InvalidOperationException($"The switch is full: {_options.MaxSessions} sessions.");
            var (root, leg) = life.Plans.Place(plan);
            return new LabCall(life, plan, root, leg);
        }
    }

    /// <summary>Plays a captured scenario at once, event by event in the order of the capture's sequence.</summary>
    /// <param name="name">One of <see cref="LabScenarios.Names"/>, such as <c>inbound-bridged-call</c>.</param>
    /// <param name="cancel">Refuses to begin; a scenario is over at once.</param>
    public Task PlayScenarioAsync(string name, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var life = Life;
        lock (life.Core.Gate)
            LabScenarios.Play(name, life);
        return Task.CompletedTask;
    }

    /// <summary>Starts or replaces the traffic.</summary>
    /// <param name="traffic">Null = the traffic of the options.</param>
    public void StartTraffic(LabTraffic? traffic = null)
    {
        var wanted = traffic ?? _options.Traffic;
        wanted.Validate();
        _traffic.Start(wanted);
    }

    /// <summary>No new calls are placed; those that are up go on to their end.</summary>
    public void StopTraffic() => _traffic.Stop();

    /// <summary>
    /// Plays complete bridged calls as fast as the connected clients read, for benchmarks: the 17 events of
    /// inbound-bridged-call for each, with their own uuids, times and numbers, several calls at a time. The calls
    /// are in the ledger; they are in no list of channels and write no CDR files.
    /// </summary>
    /// <param name="calls">How many calls, 1 or more.</param>
    /// <param name="concurrentCalls">How many at a time, 1 or more.</param>
    /// <param name="cancel">Stops between two events; calls begun are then left without their end.</param>
    public Task<LabFloodResult> FloodAsync(int calls, int concurrentCalls = 100, CancellationToken cancel = default) =>
        new FloodRun(Life.Core, _ledger, _server, _gate, new Random(FloodSeed()), Life.Stopping)
            .RunAsync(calls, concurrentCalls, cancel);

    // Each flood has its own ids, and the same floods in the same order have the same ones.
    private int FloodSeed() => unchecked((_options.Seed * 397) ^ (Interlocked.Increment(ref _floods) * 7919));

    /// <summary>Stops everything: traffic, calls, listener, clients.</summary>
    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            Faults.Hanging = false;
            await _traffic.DisposeAsync().ConfigureAwait(false);
            await EndAsync(politely: true).ConfigureAwait(false);
            _life?.Dispose();
            _server.Dispose();
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task DieAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task RestartAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await EndAsync().ConfigureAwait(false);
            await BeginAsync().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task BeginAsync()
    {
        _life?.Dispose();
        var life = new SwitchLife(_options, _time, _random, _ledger, _endpoints, _errors, _gate.Pass);
        if (life.Sip is { } sip)
        {
            await StartSipAsync(life, sip).ConfigureAwait(false);
            _sipEndpoint = sip.Local;
        }
        _endpoint = _server.Start(new ApiCommands(life, this, _endpoints), _endpoint?.Port ?? _options.Port);
        _life = life;
        if (_options.Heartbeat > TimeSpan.Zero)
            _heartbeat = HeartbeatAsync(life);
    }

    // What could not listen must leave nothing open behind it.
    private async Task StartSipAsync(SwitchLife life, SipPlane sip)
    {
        try
        {
            await sip.StartAsync(_sipEndpoint?.Port ?? _options.Sip!.Port).ConfigureAwait(false);
        }
        catch
        {
            life.Dispose();
            await sip.DieAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task EndAsync(bool politely = false)
    {
        if (_life is null)
            return;
        _life.Die();
        if (_life.Sip is { } sip)
            await (politely ? sip.DisposeAsync().AsTask() : sip.DieAsync()).ConfigureAwait(false);
        await _server.StopAsync().ConfigureAwait(false);
        await _heartbeat.ConfigureAwait(false);
    }

    private async Task HeartbeatAsync(SwitchLife life)
    {
        using var timer = new PeriodicTimer(_options.Heartbeat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(life.Stopping).ConfigureAwait(false))
            {
                if (Faults.Hanging)
                    continue;
                lock (life.Core.Gate)
                    HeartbeatEvents.Fire(life.Core);
            }
        }
        catch (OperationCanceledException)
        {
            // The life is over.
        }
    }
}
