using System.Globalization;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Esl;
using VoipControl.Pbx.Nodes;
using VoipControl.Store.Journals;

namespace VoipControl.Pbx.Calls;

/// <summary>
/// Carries out commands on calls. The answer is the switch's word on the command; its effect arrives as events like
/// everything else. Text is checked and escaped in VoipControl.Esl, the one place where it reaches a switch.
/// </summary>
internal sealed class CallCommands(
    IReadOnlyList<NodeSession> sessions, CallTracker tracker, Journal journal, DialStrings dialStrings, PbxMetrics metrics, TimeProvider time, ILogger<CallCommands> logger)
{
    private static readonly TimeSpan DefaultRing = TimeSpan.FromSeconds(30);

    /// <summary>Time for the events of a leg to arrive before its call is recorded as one that never began.</summary>
    private static readonly TimeSpan OriginateGrace = TimeSpan.FromSeconds(2);

    /// <summary>Carries out a command on a call.</summary>
    /// <exception cref="CommandException">It could not be carried out; the message is for the one who asked.</exception>
    public async Task<CommandResult> RunAsync(CallId id, CallCommand command, CancellationToken cancellation)
    {
        var call = tracker.Find(id);
        if (call is null || call.State == CallState.Ended) throw new CommandException(404, $"No live call {id} is known here.");
        var name = command.GetType().Name;
        try
        {
            var connection = ConnectionOf(call.Node);
            var reply = command is HangUpCall hangUp
                ? await HangUpAsync(connection, call, hangUp, cancellation)
                : await connection.ApiAsync(Build(call, command), cancellationToken: cancellation);
            metrics.Command(name, "ok");
            Log.CommandDone(logger, id.Value, call.Node, name, reply.Trim());
            return new CommandResult(reply.Trim());
        }
        catch (Exception e) when (AsCommandException(e, call.Node) is { } refused)
        {
            metrics.Command(name, "failed");
            Log.CommandFailed(logger, id.Value, call.Node, name, refused.Message);
            throw refused;
        }
    }

    /// <summary>Starts a click-to-call and returns once it is durable; its legs' events tell the rest.</summary>
    /// <exception cref="CommandException">It could not be started; the message is for the one who asked.</exception>
    public async Task<OriginatedCall> OriginateAsync(OriginateCall order, CancellationToken stopping)
    {
        var session = order.Node is { } wanted
            ? sessions.FirstOrDefault(s => s.Name == wanted) ?? throw new CommandException(404, $"No node '{wanted}' is driven here.")
            : sessions.FirstOrDefault(static s => s.Status.State == NodeState.Connected) ?? sessions[0];
        var id = new CallId(Guid.NewGuid());
        try
        {
            var connection = ConnectionOf(session.Name);
            var ring = order.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultRing;
            if (ring < TimeSpan.FromSeconds(5) || ring > TimeSpan.FromSeconds(300)) throw new CommandException(400, "timeoutSeconds must be 5 to 300.");
            var api = new EslOriginate
            {
                Legs = [new EslOriginateLeg(dialStrings.Endpoint(order.From, "from"))],
                Target = EslOriginateTarget.Bridge(
                    [new EslOriginateLeg(dialStrings.Endpoint(order.To, "to"))],
                    new Dictionary<string, string> { ["originate_timeout"] = ((int)ring.TotalSeconds).ToString(CultureInfo.InvariantCulture) }),
                Variables = VariablesOf(order, id),
                CallerName = order.CallerIdName,
                CallerNumber = order.CallerIdNumber,
                Timeout = ring,
            }.Build();
            // What was accepted is durable before it is answered: should this process die now, the compare after its restart
            // finds a call that never came to be, and it gets its record.
            await tracker.ApplyAsync(Ordered(order, id, session), stopping);
            await journal.FlushAsync(stopping);
            _ = FollowAsync(connection, session.Name, api, order, id, ring, stopping);
            metrics.Command(nameof(OriginateCall), "ok");
            return new OriginatedCall(id, session.Name);
        }
        catch (Exception e) when (AsCommandException(e, session.Name) is { } refused)
        {
            metrics.Command(nameof(OriginateCall), "failed");
            throw refused;
        }
    }

    private LegFact Ordered(OriginateCall order, CallId id, NodeSession session) => new()
    {
        Kind = FactKind.Updated,
        Leg = new LegId(id.Value),
        Core = session.Status.Core ?? Guid.Empty,
        At = time.GetUtcNow().UtcDateTime,
        Node = session.Name,
        Details = DetailsOf(order),
    };

    private static LegDetails DetailsOf(OriginateCall order) => new()
    {
        Direction = Direction.Outbound,
        Caller = new Party(order.From),
        Callee = new Party(order.To),
        Channel = "",
        Tenant = order.Tenant,
    };

    private static Dictionary<string, string> VariablesOf(OriginateCall order, CallId id)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["origination_uuid"] = id.Value.ToString(),
            ["vc_caller"] = order.From,
            ["vc_callee"] = order.To,
            ["hangup_after_bridge"] = "true",
            ["ignore_early_media"] = "true",
        };
        if (order.Tenant is { Length: > 0 } tenant) variables["vc_tenant"] = tenant;
        if (order.Variables is { Count: > 32 }) throw new CommandException(400, "variables: at most 32 are possible.");
        foreach (var (name, value) in order.Variables ?? new Dictionary<string, string>())
        {
            if (name.Length is 0 or > 64 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new CommandException(400, $"variables: '{name}' must be 1 to 64 letters, digits or '_'.");
            if (!variables.TryAdd("vc_" + name, value)) throw new CommandException(400, $"variables: '{name}' is one of VoipControl's own.");
        }
        return variables;
    }

    /// <summary>
    /// Waits for the switch's verdict. A call that failed before it had a channel (an extension that is not registered)
    /// leaves no event, yet it was asked for and answered with an id: it gets its record here.
    /// </summary>
    private async Task FollowAsync(
        EslConnection connection, string node, EslApi api, OriginateCall order, CallId id, TimeSpan ring, CancellationToken stopping)
    {
        var started = time.GetUtcNow().UtcDateTime;
        string cause;
        try
        {
            var reply = await connection.BgApiAsync(api, ring + TimeSpan.FromSeconds(30), stopping);
            Log.CommandDone(logger, id.Value, node, nameof(OriginateCall), reply.Trim());
            return;
        }
        catch (EslCommandRefusedException e)
        {
            cause = e.Reply.Replace("-ERR", "", StringComparison.Ordinal).Trim() is { Length: > 0 } word && EslHangupCauses.All.Contains(word)
                ? word : NodeCompare.UnknownCause;
            Log.CommandFailed(logger, id.Value, node, nameof(OriginateCall), e.Message);
        }
        catch (EslException e)
        {
            // No verdict: its legs may well live. The order itself is durable, so the next compare settles it.
            Log.CommandFailed(logger, id.Value, node, nameof(OriginateCall), e.Message);
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await Task.Delay(OriginateGrace, time, stopping);
        if (tracker.IsSettled(new LegId(id.Value))) return;
        var now = time.GetUtcNow().UtcDateTime;
        await tracker.ApplyAsync(new LegFact
        {
            Kind = FactKind.Reported,
            Leg = new LegId(id.Value),
            Core = Guid.Empty,
            At = now,
            Node = node,
            HangUp = new HangUp(cause),
            Details = DetailsOf(order) with { CreatedAt = started, HungUpAt = now },
        }, stopping);
    }

    private static async Task<string> HangUpAsync(EslConnection connection, CallView call, HangUpCall command, CancellationToken cancellation)
    {
        // The root first: its end takes the others along as a caller's own hang-up would.
        var reply = "";
        EslCommandRefusedException? refused = null;
        foreach (var leg in call.Legs.Where(static l => l.State != LegState.Ended).OrderByDescending(l => l.Id.Value == call.Id.Value))
        {
            try
            {
                reply = await connection.ApiAsync(EslCommands.Kill(leg.Id.Value, command.Cause ?? EslHangupCauses.NormalClearing), cancellationToken: cancellation);
            }
            catch (EslCommandRefusedException e)
            {
                // Gone already: that is what was asked for, unless it is true of every leg.
                refused = e;
            }
        }
        return reply.Length > 0 ? reply : throw refused ?? (Exception)new CommandException(404, $"Call {call.Id} has no living leg.");
    }

    private EslApi Build(CallView call, CallCommand command) => command switch
    {
        HoldCall hold => EslCommands.Hold(Leg(call, hold.Leg), EslHold.On),
        UnholdCall unhold => EslCommands.Hold(Leg(call, unhold.Leg), EslHold.Off),
        ParkCall park => EslCommands.Park(Leg(call, park.Leg)),
        SendDtmf dtmf => EslCommands.SendDtmf(Leg(call, dtmf.Leg), dtmf.Digits),
        TransferCall transfer => EslCommands.Transfer(Leg(call, null), transfer.To,
            context: transfer.Context ?? tracker.ContextOf(new LegId(Leg(call, null))) ?? "default",
            legs: transfer.Side == CallSide.Callee ? EslLegs.Other : EslLegs.This),
        RecordCall record => Record(call, record),
        _ => throw new CommandException(400, $"Unknown command {command.GetType().Name}."),
    };

    private EslApi Record(CallView call, RecordCall command)
    {
        var leg = Leg(call, null);
        // To stop or mask without a name means the recording that runs.
        var running = call.Recordings.LastOrDefault(static r => r.StoppedAt is null);
        var path = command.File is null && command.Action != RecordAction.Start
            ? running?.File ?? throw new CommandException(409, $"Call {call.Id} is not being recorded.")
            : Path(call, command.File ?? $"{call.Id}-{time.GetUtcNow():yyyyMMddHHmmssfff}.wav");
        if (command.Action != RecordAction.Start && running?.File == path) leg = running.Leg.Value;
        return command.Action switch
        {
            RecordAction.Start => EslCommands.RecordStart(leg, path),
            RecordAction.Stop => EslCommands.RecordStop(leg, path),
            RecordAction.Mask => EslCommands.RecordMask(leg, path),
            _ => EslCommands.RecordUnmask(leg, path),
        };
    }

    private string Path(CallView call, string file)
    {
        if (file.Length > 128 || file.StartsWith('.') || !file.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            throw new CommandException(400, "file must be a name of 1 to 128 letters, digits, '-', '_' and '.', without folders.");
        var folder = sessions.FirstOrDefault(s => s.Name == call.Node)?.Options.RecordingsDirectory;
        // The switch itself completes a relative name with its recordings_dir.
        return string.IsNullOrEmpty(folder) ? file : $"{folder.TrimEnd('/')}/{file}";
    }

    private static Guid Leg(CallView call, LegId? wanted)
    {
        if (wanted is { } id)
            return call.Legs.Any(l => l.Id == id && l.State != LegState.Ended)
                ? id.Value : throw new CommandException(404, $"Call {call.Id} has no living leg {id}.");
        var leg = call.Legs.Where(static l => l.State != LegState.Ended).MaxBy(l => l.Id.Value == call.Id.Value)
            ?? throw new CommandException(404, $"Call {call.Id} has no living leg.");
        return leg.Id.Value;
    }

    private EslConnection ConnectionOf(string node) =>
        sessions.FirstOrDefault(s => s.Name == node)?.Connection
        ?? throw new CommandException(503, $"Node '{node}' is not connected: {sessions.FirstOrDefault(s => s.Name == node)?.Status.Reason ?? "it is not driven here"}.");

    private static CommandException? AsCommandException(Exception e, string node) => e switch
    {
        CommandException own => own,
        EslArgumentException => new CommandException(400, e.Message, e),
        EslCommandRefusedException refused => new CommandException(409, $"The switch refused: {refused.Reply.Trim()}", e),
        EslTimeoutException => new CommandException(504, $"Node '{node}' did not answer in time; the command may still take effect.", e),
        EslException => new CommandException(503, $"Node '{node}' was lost: {e.Message}", e),
        _ => null,
    };
}
