using VoipControl.Core.Calls;
using VoipControl.Esl;

namespace VoipControl.Pbx.Nodes;

/// <summary>
/// Reads a switch's channel events into facts. Pure: the same event gives the same facts. Not for several threads at once,
/// since it reuses its buffer.
/// </summary>
/// <param name="node">Node name put into the facts.</param>
/// <param name="marks">Checks the marks of test calls; null believes none.</param>
/// <param name="markRefused">Told of a new leg whose mark is forged or expired.</param>
public sealed class CallEvents(string node, TestMark? marks = null, Action? markRefused = null)
{
    private readonly EslValue[] _values = new EslValue[EventHeaders.Set.Count];

    /// <summary>Node name put into the facts.</summary>
    public string Node => node;

    /// <summary>
    /// Adds the facts of one event to <paramref name="facts"/>: none for an event that changes no call, two for a bridge
    /// (one a leg). Returns false when it is a channel event that cannot be used, with the reason.
    /// </summary>
    public bool TryRead(EslEvent source, List<LegFact> facts, out string? problem)
    {
        problem = null;
        if (KindOf(source.Name) is not { } kind) return true;
        source.Read(EventHeaders.Set, _values);
        if (!TryReadBase(kind, out var fact, out problem)) return false;
        switch (kind)
        {
            case FactKind.Created:
            case FactKind.Answered:
                facts.Add(fact with { Details = Details(source) });
                break;
            case FactKind.Ended:
                facts.Add(fact with { Details = Details(source), HangUp = HangUp() });
                break;
            case FactKind.HungUp:
            case FactKind.Destroyed:
                facts.Add(fact with { HangUp = HangUp() });
                break;
            case FactKind.Updated:
                // A CALL_UPDATE matters only for what it says of a transfer; display updates come by the dozen.
                if (fact.Transfers is not null) facts.Add(fact);
                break;
            case FactKind.Bridged:
            case FactKind.Unbridged:
                AddBridge(fact, facts);
                break;
            case FactKind.RecordingStarted:
            case FactKind.RecordingStopped:
                if (_values[EventHeaders.RecordFile].ToString() is not { Length: > 0 and <= FactText.MaxPathLength } file)
                {
                    problem = _values[EventHeaders.RecordFile].IsEmpty
                        ? $"{source.Name} of leg {fact.Leg} names no file"
                        : $"{source.Name} of leg {fact.Leg} names a file of {_values[EventHeaders.RecordFile].ToString().Length} characters; {FactText.MaxPathLength} are possible";
                    return false;
                }
                facts.Add(fact with
                {
                    Recording = file,
                    RecordingLength = kind == FactKind.RecordingStopped && _values[EventHeaders.RecordMilliseconds].TryGetInt64(out var ms)
                        && ms is >= 0 and <= FactText.MaxRecordingMilliseconds ? TimeSpan.FromMilliseconds(ms) : null,
                });
                break;
            default:
                facts.Add(fact);
                break;
        }
        return true;
    }

    /// <summary>
    /// Reads what `uuid_dump` says of a living leg: that it was seen, and the bridge, hold or park it is in, whose own
    /// events may have been missed.
    /// </summary>
    public bool TryReadDump(EslEvent dump, List<LegFact> facts, out string? problem)
    {
        dump.Read(EventHeaders.Set, _values);
        if (!TryReadBase(FactKind.Seen, out var seen, out problem)) return false;
        // A dump is no event: its sequence was never sent to anybody, so facts drawn from it have none.
        seen = seen with { Sequence = 0, Details = Details(dump) };
        facts.Add(seen);
        if (Time(EventHeaders.BridgedTime) is { } bridgedAt && Id(EventHeaders.OtherLeg) is { } other
            && _values[EventHeaders.CallState] is var state && (state.Equals("ACTIVE"u8) || state.Equals("HELD"u8) || state.Equals("UNHELD"u8)))
            facts.Add(seen with { Kind = FactKind.Bridged, At = bridgedAt, OtherLeg = new LegId(other), Details = null });
        if (_values[EventHeaders.CallState].Equals("HELD"u8))
            facts.Add(seen with { Kind = FactKind.Held, At = Time(EventHeaders.LastHoldTime) ?? seen.At, Details = null });
        return true;
    }

    private static FactKind? KindOf(EslValue name)
    {
        var bytes = name.Encoded;
        return bytes.Length switch
        {
            12 when bytes.SequenceEqual("RECORD_START"u8) => FactKind.RecordingStarted,
            12 when bytes.SequenceEqual("CHANNEL_HOLD"u8) => FactKind.Held,
            12 when bytes.SequenceEqual("CHANNEL_PARK"u8) => FactKind.Parked,
            11 when bytes.SequenceEqual("RECORD_STOP"u8) => FactKind.RecordingStopped,
            11 when bytes.SequenceEqual("CALL_UPDATE"u8) => FactKind.Updated,
            14 when bytes.SequenceEqual("CHANNEL_CREATE"u8) => FactKind.Created,
            14 when bytes.SequenceEqual("CHANNEL_ANSWER"u8) => FactKind.Answered,
            14 when bytes.SequenceEqual("CHANNEL_BRIDGE"u8) => FactKind.Bridged,
            14 when bytes.SequenceEqual("CHANNEL_HANGUP"u8) => FactKind.HungUp,
            14 when bytes.SequenceEqual("CHANNEL_UNHOLD"u8) => FactKind.Unheld,
            14 when bytes.SequenceEqual("CHANNEL_UNPARK"u8) => FactKind.Unparked,
            15 when bytes.SequenceEqual("CHANNEL_DESTROY"u8) => FactKind.Destroyed,
            16 when bytes.SequenceEqual("CHANNEL_PROGRESS"u8) => FactKind.Ringing,
            16 when bytes.SequenceEqual("CHANNEL_UNBRIDGE"u8) => FactKind.Unbridged,
            22 when bytes.SequenceEqual("CHANNEL_PROGRESS_MEDIA"u8) => FactKind.EarlyMedia,
            23 when bytes.SequenceEqual("CHANNEL_HANGUP_COMPLETE"u8) => FactKind.Ended,
            _ => null,
        };
    }

    private bool TryReadBase(FactKind kind, out LegFact fact, out string? problem)
    {
        fact = null!;
        if (Id(EventHeaders.LegId) is not { } leg)
            problem = $"{Shown(EventHeaders.EventName)} has no UUID as Unique-ID ('{Shown(EventHeaders.LegId)}')";
        else if (Id(EventHeaders.CoreId) is not { } core)
            problem = $"{Shown(EventHeaders.EventName)} of leg {leg} has no Core-UUID";
        else if (Time(EventHeaders.Timestamp) is not { } at)
            problem = $"{Shown(EventHeaders.EventName)} of leg {leg} has no Event-Date-Timestamp";
        else if (!_values[EventHeaders.Sequence].TryGetInt64(out var sequence))
            problem = $"{Shown(EventHeaders.EventName)} of leg {leg} has no Event-Sequence";
        else
        {
            problem = null;
            fact = new LegFact
            {
                Kind = kind,
                Leg = new LegId(leg),
                Core = core,
                Sequence = sequence,
                At = at,
                Node = node,
                Originator = OriginatorOf(kind),
                ForCall = Id(EventHeaders.ForCall) is { } call ? new CallId(call) : null,
                Transfers = ReadTransfers(_values[EventHeaders.TransferHistory]),
                Purpose = kind is FactKind.Created or FactKind.Answered or FactKind.Ended or FactKind.Seen ? PurposeOf(kind, at) : null,
                Recovered = kind == FactKind.Created && _values[EventHeaders.Recovered].Equals("true"u8),
            };
            return true;
        }
        return false;
    }

    /// <summary>
    /// The leg that originated this one. The channel variables last as long as the leg; Other-Type "originator" is trusted
    /// only at the creation, because a later bridge by command sets it too.
    /// </summary>
    private LegId? OriginatorOf(FactKind kind)
    {
        var id = Id(EventHeaders.OriginatingLeg) ?? Id(EventHeaders.Originator);
        if (id is null && kind == FactKind.Created && _values[EventHeaders.OtherType].Equals("originator"u8)) id = Id(EventHeaders.OtherLeg);
        return id is { } found ? new LegId(found) : null;
    }

    /// <summary>
    /// What a mark proves. It must have been good when the leg was made, not now: the end of a long call proves it as well
    /// as its start. A mark that proves nothing leaves the call what it is without one.
    /// </summary>
    private CallPurpose? PurposeOf(FactKind kind, DateTime at)
    {
        if (marks is null || (_values[EventHeaders.TestMark].IsEmpty && _values[EventHeaders.AnswerTestMark].IsEmpty)) return null;
        var began = Time(EventHeaders.CreatedTime) ?? at;
        if (marks.TryVerify(Text(EventHeaders.TestMark), began, out var purpose, out _) || marks.TryVerify(Text(EventHeaders.AnswerTestMark), began, out purpose, out _))
            return purpose;
        if (kind == FactKind.Created) markRefused?.Invoke();
        return null;
    }

    private void AddBridge(LegFact fact, List<LegFact> facts)
    {
        var partner = Id(EventHeaders.BridgeA) is { } a && a != fact.Leg.Value ? a : Id(EventHeaders.BridgeB) ?? Id(EventHeaders.OtherLeg);
        if (partner is not { } other || other == fact.Leg.Value)
        {
            facts.Add(fact);
            return;
        }
        facts.Add(fact with { OtherLeg = new LegId(other) });
        // The partner hears of the bridge through this event alone; what the event says of its own leg is not the partner's.
        facts.Add(new LegFact
        {
            Kind = fact.Kind,
            Leg = new LegId(other),
            Core = fact.Core,
            Sequence = fact.Sequence,
            At = fact.At,
            Node = fact.Node,
            OtherLeg = fact.Leg,
        });
    }

    private LegDetails Details(EslEvent source) => new()
    {
        Direction = _values[EventHeaders.CallDirection].Equals("inbound"u8) ? Direction.Inbound : Direction.Outbound,
        Caller = new Party(Text(EventHeaders.CallerNumber) ?? "", PartyName.Read(Text(EventHeaders.CallerName))),
        Callee = new Party(Dialled() ?? "", PartyName.Read(Text(EventHeaders.CalleeName))),
        Channel = Text(EventHeaders.ChannelName) ?? "",
        Context = Text(EventHeaders.Context),
        Trunk = Text(EventHeaders.GatewayName) ?? Text(EventHeaders.Gateway),
        Extension = Text(EventHeaders.UserName) ?? Text(EventHeaders.AuthUserName) ?? Text(EventHeaders.DialedUser),
        Tenant = Text(EventHeaders.Tenant),
        SipCallId = Text(EventHeaders.SipCallId),
        CreatedAt = Time(EventHeaders.CreatedTime),
        RingingAt = Time(EventHeaders.ProgressTime),
        AnsweredAt = Time(EventHeaders.AnsweredTime),
        BridgedAt = Time(EventHeaders.BridgedTime),
        HungUpAt = Time(EventHeaders.HangUpTime),
        Variables = OwnVariables(source),
    };

    /// <summary>The number that was dialled. A transfer overwrites it, but what the caller's INVITE asked for stays (sip_req_user).</summary>
    private string? Dialled() =>
        (!_values[EventHeaders.TransferHistory].IsEmpty && _values[EventHeaders.CallDirection].Equals("inbound"u8) ? Text(EventHeaders.RequestUser) : null)
        ?? Text(EventHeaders.Destination);

    private HangUp? HangUp()
    {
        if (Text(EventHeaders.HangUpCause) is not { } cause) return null;
        return new HangUp(cause, Text(EventHeaders.HangUpDisposition),
            SipStatus.Read(Text(EventHeaders.SipTermStatus), Text(EventHeaders.SipStatusCause)));
    }

    private static Dictionary<string, string>? OwnVariables(EslEvent source)
    {
        Dictionary<string, string>? variables = null;
        foreach (var header in source.HeadersWithPrefix("variable_vc_"u8))
            OwnVariable.Add(ref variables, header.Name["variable_".Length..], header.Value.ToString());
        return variables;
    }

    internal static IReadOnlyList<Transfer>? ReadTransfers(EslValue history) =>
        history.IsEmpty ? null : TransferHistory.Read(history.ToString());

    private string? Text(int header) => _values[header].IsEmpty ? null : FactText.Cut(_values[header].ToString());

    private string Shown(int header) => Text(header) ?? "";

    private Guid? Id(int header) => _values[header].TryGetGuid(out var id) ? id : null;

    private DateTime? Time(int header) => _values[header].TryGetTime(out var time) ? time.UtcDateTime : null;
}
