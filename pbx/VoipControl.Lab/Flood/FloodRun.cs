using VoipControl.Lab.Channels;
using VoipControl.Lab.EventSocket;

namespace VoipControl.Lab.Flood;

/// <summary>Plays calls as fast as clients read: a few events a turn, then a wait for room at every client.</summary>
internal sealed class FloodRun(
    SwitchCore core, CallLedger ledger, EventSocketServer server, EventGate gate, Random random, CancellationToken stopping)
{
    private const int EventsATurn = 32;

    /// <summary>Bytes that may wait at a client before the next turn; enough to keep its socket busy.</summary>
    private const int WaitingBytes = 256 * 1024;

    private readonly FloodTemplates _templates = new(core);
    private readonly StampCache _stamps = new();
    private readonly List<FloodCall> _up = [];
    private readonly Stack<FloodCall> _free = new();
    private long _events;
    private long _bytes;
    private int _answeredA;
    private int _answeredB;
    private int _endedA;
    private int _endedB;
    private int _begun;
    private int _ended;

    public async Task<LabFloodResult> RunAsync(int calls, int concurrentCalls, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrentCalls, 1);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        await Task.Yield();
        (_answeredA, _answeredB, _endedA, _endedB) =
            (_templates.AnsweredA, _templates.AnsweredB, _templates.EndedA, _templates.EndedB);
        var started = core.Time.GetTimestamp();
        lock (core.Gate)
            core.FloodLegs = Legs;
        try
        {
            while (_ended < calls)
            {
                either.Token.ThrowIfCancellationRequested();
                lock (core.Gate)
                    Turn(calls, concurrentCalls);
                foreach (var client in server.Clients)
                    await client.Output.WaitForRoomAsync(WaitingBytes, either.Token).ConfigureAwait(false);
            }
            foreach (var client in server.Clients)
                await client.Output.WaitForRoomAsync(0, either.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (core.Gate)
                core.FloodLegs = null;
        }
        return new LabFloodResult(_ended, _events, _bytes, core.Time.GetElapsedTime(started));
    }

    private void Turn(int calls, int concurrentCalls)
    {
        var clients = server.Clients.Where(c => c.Authenticated && c.Subscription.Listening).ToArray();
        var special = !gate.Open || clients.Any(c => c.Subscription.HasFilters);
        for (var i = 0; i < EventsATurn && _ended < calls; i++)
        {
            var call = Next(calls, concurrentCalls);
            var step = call.Step;
            call.Times[step] = core.NowMicros();
            // A real bridged call fires 56 events of which these are 17.
            var sequence = core.TakeSequence(3);
            if (special)
                SendSpecial(call, step, sequence);
            else
                Send(clients, call, step, sequence);
            _events++;
            call.Advance();
            if (call.Over)
                End(call);
        }
    }

    // New calls arrive in between the events of those that are up.
    private FloodCall Next(int calls, int concurrentCalls)
    {
        if (_begun < calls && (_up.Count == 0 || (_up.Count < concurrentCalls && random.Next(8) == 0)))
        {
            var call = _free.TryPop(out var used) ? used : new FloodCall();
            call.Begin(_begun, core.TakeSessions(2), random);
            _begun++;
            _up.Add(call);
            return call;
        }
        return _up[random.Next(_up.Count)];
    }

    private void Send(EventSocketClient[] clients, FloodCall call, int step, long sequence)
    {
        foreach (var client in clients)
        {
            var template = (client.Subscription.Json ? _templates.Json : _templates.Plain)[step];
            if (!client.Subscription.Wants(template.Name, ""))
                continue;
            var taken = client.Output.TryFill(
                template.MaxLength, (Run: this, Template: template, Call: call, Sequence: sequence),
                static (to, s) =>
                {
                    var written = s.Template.Write(to, s.Call, s.Sequence, s.Run._stamps);
                    s.Run._bytes += written;
                    return written;
                });
            if (!taken)
                client.Cut();
        }
    }

    private void SendSpecial(FloodCall call, int step, long sequence)
    {
        var plain = Bytes(_templates.Plain[step], call, sequence);
        gate.Pass(new FloodEvent
        {
            Name = _templates.Plain[step].Name,
            Plain = plain,
            Json = Bytes(_templates.Json[step], call, sequence),
        });
        _bytes += plain.Length;
    }

    private byte[] Bytes(EventTemplate template, FloodCall call, long sequence)
    {
        var room = new byte[template.MaxLength];
        return room[..template.Write(room, call, sequence, _stamps)];
    }

    private void End(FloodCall call)
    {
        _ended++;
        _up.Remove(call);
        var times = call.Times;
        var caller = call.CallerNumber;
        var a = call.AUuid;
        ledger.AddEnded(new LabCallOutcome
        {
            RootUuid = a,
            CoreId = core.CoreId,
            Kind = LabCallKind.Bridged,
            Outcome = LabOutcome.Answered,
            HangupCause = "NORMAL_CLEARING",
            Caller = caller,
            Destination = "7500",
            Tenant = core.Options.Tenant,
            CreatedMicros = times[0],
            AnsweredMicros = times[_answeredA],
            EndedMicros = times[_endedA],
            Legs =
            [
                new(a, "inbound", "7500", times[0], times[_answeredA], times[_endedA], "NORMAL_CLEARING"),
                new(call.BUuid, "outbound", "500", times[1], times[_answeredB], times[_endedB], "NORMAL_CLEARING"),
            ],
        });
        _free.Push(call);
    }

    // Called under the core's gate, like everything that changes the calls.
    private IEnumerable<FloodLeg> Legs()
    {
        var peer = core.Options.PeerAddress;
        foreach (var call in _up)
        {
            var (a, caller) = (call.AUuid, call.CallerNumber);
            if (call.Step is > 0 and < 17)
                yield return new(a, a, true, $"sofia/internal/{caller}@{peer}:5080", caller, "7500", call.Times[0]);
            if (call.Step is > 1 and < 15)
                yield return new(call.BUuid, a, false, $"sofia/internal/500@{peer}:5070", caller, "500", call.Times[1]);
        }
    }
}
