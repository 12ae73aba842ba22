using Input = VoipControl.Sip.SipTransactionInput;
using Output = VoipControl.Sip.SipTransactionOutput;
using State = VoipControl.Sip.SipTransactionState;

namespace VoipControl.Sip;

/// <summary>
/// A request that was sent and its responses. No answer becomes a local 408, a failed transport a local 503, so its user
/// always hears one final response (RFC 3261 8.1.3.1). Used on the loop only.
/// </summary>
internal sealed class SipClientTransaction
{
    private readonly SipTransactions _owner;
    private readonly Action<SipResponse> _deliver;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Action _transportFailed;
    private readonly bool _invite;
    private TimeSpan _interval;
    private SipTimer? _retransmit;
    private SipTimer? _timeout;
    private SipTimer? _linger;

    public SipClientTransaction(SipTransactions owner, SipRequest request, SipHop hop, Action<SipResponse> deliver)
    {
        _owner = owner;
        _deliver = deliver;
        Request = request;
        Hop = hop;
        Key = SipTransactionKey.OfClient(request.TopVia, request.Method);
        _invite = request.Method == SipMethods.Invite;
        _bytes = request.ToBytes();
        _transportFailed = () => owner.Post(() => Handle(Input.TransportError, null));
        State = _invite ? State.Calling : State.Trying;
    }

    public SipTransactionKey Key { get; }

    public SipRequest Request { get; }

    public SipHop Hop { get; }

    public State State { get; private set; }

    private SipTimers Timers => _owner.Timers;

    private bool IsReliable => Hop.Protocol != SipProtocol.Udp;

    /// <summary>Sends the request and starts timers A and B, or E and F.</summary>
    public void Start()
    {
        _timeout = _owner.Schedule(Timers.GiveUp, () => Handle(Input.TimeoutTimer, null));
        if (!IsReliable)
        {
            _interval = Timers.T1;
            _retransmit = _owner.Schedule(_interval, Retransmit);
        }

        Send(_bytes);
    }

    public void Receive(SipResponse response) =>
        Handle(response.IsProvisional ? Input.Provisional : response.IsSuccess ? Input.Success : Input.Failure, response);

    /// <summary>Ends it; its user hears a local 503 unless it has heard a final response.</summary>
    public void Abort()
    {
        var waiting = State is State.Calling or State.Trying or State.Proceeding;
        Forget();
        if (waiting)
            _deliver(SipLocalResponse.Create(Request, 503));
    }

    /// <summary>Ends it without a word: its user has given up, and the peer may never answer.</summary>
    public void Forget()
    {
        State = State.Terminated;
        Enter(State.Terminated);
    }

    /// <summary>
    /// The CANCEL of this INVITE, to be sent as a transaction of its own to the same place (RFC 3261 9.1).
    /// </summary>
    public SipRequest CreateCancel() => CreateCompanion(SipMethods.Cancel, Request.Headers[SipHeaderNames.To]!);

    private void Handle(Input input, SipResponse? response)
    {
        var before = State;
        var (output, after) = _invite
            ? SipTransactionRules.InviteClient(before, input)
            : SipTransactionRules.NonInviteClient(before, input);
        State = after;
        if (after != before)
            Enter(after);
        if (output.HasFlag(Output.Send))
        {
            _owner.Counters.Retransmitted++;
            Send(_bytes);
        }

        if (output.HasFlag(Output.SendAck))
            Send(CreateCompanion(SipMethods.Ack, response!.Headers[SipHeaderNames.To]!).ToBytes());
        if (output == Output.None && response is not null)
            _owner.Counters.Absorbed++;
        if (output.HasFlag(Output.Deliver))
            _deliver(response!);
        if (output.HasFlag(Output.TimedOut))
            _deliver(SipLocalResponse.Create(Request, 408));
        if (output.HasFlag(Output.Failed))
            _deliver(SipLocalResponse.Create(Request, 503));
    }

    // Which timers run is a property of the state.
    private void Enter(State state)
    {
        if (state == State.Proceeding && !_invite)
        {
            // RFC 3261 17.1.2.2: once something was heard, timer E is reset to T2. B of an INVITE stops, F goes on.
            _interval = Timers.T2;
            return;
        }

        _retransmit?.Cancel();
        _timeout?.Cancel();
        _linger?.Cancel();
        switch (state)
        {
            case State.Completed when IsReliable:
                State = State.Terminated;
                _owner.Remove(this);
                break;
            case State.Completed:
                Linger(_invite ? Timers.D : Timers.T4);
                break;
            case State.Accepted:
                Linger(Timers.GiveUp);
                break;
            case State.Terminated:
                _owner.Remove(this);
                break;
        }
    }

    private void Linger(TimeSpan time) => _linger = _owner.Schedule(time, () => Handle(Input.LingerTimer, null));

    private void Retransmit()
    {
        var doubled = _interval * 2;
        _interval = _invite || doubled < Timers.T2 ? doubled : Timers.T2;
        _retransmit = _owner.Schedule(_interval, Retransmit);
        Handle(Input.RetransmitTimer, null);
    }

    private void Send(ReadOnlyMemory<byte> bytes) => _owner.Send(bytes, Hop, _transportFailed);

    // RFC 3261 17.1.1.3 (ACK to a failure) and 9.1 (CANCEL): the INVITE's own URI, top Via, Route, From, Call-ID and number.
    private SipRequest CreateCompanion(string method, string to)
    {
        var companion = new SipRequest(method, Request.Uri);
        companion.Headers.Add(SipHeaderNames.Via, Request.TopVia.ToString());
        companion.Headers.Add(SipHeaderNames.MaxForwards, "70");
        companion.Headers.CopyFrom(Request.Headers, SipHeaderNames.Route);
        companion.Headers.CopyFrom(Request.Headers, SipHeaderNames.From);
        companion.Headers.Add(SipHeaderNames.To, to);
        companion.Headers.CopyFrom(Request.Headers, SipHeaderNames.CallId);
        companion.Headers.Add(SipHeaderNames.CSeq, $"{Request.CSeq.Number} {method}");
        return companion;
    }
}
