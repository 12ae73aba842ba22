using Input = VoipControl.Sip.SipTransactionInput;
using Output = VoipControl.Sip.SipTransactionOutput;
using State = VoipControl.Sip.SipTransactionState;

namespace VoipControl.Sip;

/// <summary>
/// A request that came and the answer to it. Repetitions are answered from memory and never reach the user. The 2xx of an
/// INVITE is repeated by the call, not here (RFC 3261 13.3.1.4). Used on the loop only.
/// </summary>
internal sealed class SipServerTransaction
{
    private readonly SipTransactions _owner;
    private readonly Action _transportFailed;
    private readonly bool _invite;
    private ReadOnlyMemory<byte> _last;
    private TimeSpan _interval;
    private SipTimer? _retransmit;
    private SipTimer? _timeout;
    private SipTimer? _linger;
    private readonly SipTimer? _trying;

    public SipServerTransaction(SipTransactions owner, SipRequest request, SipHop hop)
    {
        _owner = owner;
        Request = request;
        Hop = hop;
        Key = SipTransactionKey.OfServer(request.TopVia, request.Method);
        _invite = request.Method == SipMethods.Invite;
        _transportFailed = () => owner.Post(() => Handle(Input.TransportError));
        State = _invite ? State.Proceeding : State.Trying;
        if (_invite)
            _trying = owner.Schedule(Timers.Trying, () => Handle(Input.TryingTimer));
        else
            _timeout = owner.Schedule(Timers.GiveUp, () => Handle(Input.TimeoutTimer));
    }

    public SipTransactionKey Key { get; }

    public SipRequest Request { get; }

    /// <summary>Where the request came from, and the responses go to.</summary>
    public SipHop Hop { get; }

    public State State { get; private set; }

    /// <summary>True until a final response was sent.</summary>
    public bool IsOpen => State is State.Trying or State.Proceeding;

    /// <summary>The ACK of a 2xx that came with the INVITE's own branch, as some old user agents send it.</summary>
    public Action<SipRequest>? AckReceived { get; set; }

    /// <summary>The CANCEL of this INVITE came, and no final response has gone.</summary>
    public Action<SipRequest>? Cancelled { get; set; }

    /// <summary>The transaction is over, for whatever reason.</summary>
    public Action? Ended { get; set; }

    private SipTimers Timers => _owner.Timers;

    private bool IsReliable => Hop.Protocol != SipProtocol.Udp;

    /// <summary>The same request, or the ACK to this INVITE.</summary>
    public void Receive(SipRequest request)
    {
        if (request.Method != SipMethods.Ack)
        {
            Handle(Input.Request);
            return;
        }

        if (State == State.Accepted)
            AckReceived?.Invoke(request);
        Handle(Input.Ack);
    }

    /// <summary>Sends a response; ignored when a final one has gone (a 2xx to an INVITE may be repeated).</summary>
    public void Respond(SipResponse response)
    {
        if (!IsOpen && !(State == State.Accepted && response.IsSuccess))
            return;
        _last = response.ToBytes();
        Handle(response.IsProvisional ? Input.Provisional : response.IsSuccess ? Input.Success : Input.Failure);
    }

    private void Handle(Input input)
    {
        var before = State;
        var (output, after) = _invite
            ? SipTransactionRules.InviteServer(before, input)
            : SipTransactionRules.NonInviteServer(before, input);
        State = after;
        if (after != before)
            Enter(after);
        else if (input == Input.Provisional)
            _trying?.Cancel();
        if (input == Input.Request)
            _owner.Counters.Absorbed++;
        if (output.HasFlag(Output.SendTrying))
            _last = Request.CreateResponse(100).ToBytes();
        if ((output & (Output.Send | Output.SendTrying)) != 0 && !_last.IsEmpty)
        {
            if (input is Input.Request or Input.RetransmitTimer)
                _owner.Counters.Retransmitted++;
            _owner.Send(_last, Hop, _transportFailed);
        }
    }

    private void Enter(State state)
    {
        _trying?.Cancel();
        _retransmit?.Cancel();
        if (state != State.Proceeding)
            _timeout?.Cancel();
        _linger?.Cancel();
        switch (state)
        {
            case State.Completed when _invite:
                _timeout = _owner.Schedule(Timers.GiveUp, () => Handle(Input.TimeoutTimer));
                if (!IsReliable)
                {
                    _interval = Timers.T1;
                    _retransmit = _owner.Schedule(_interval, Retransmit);
                }

                break;
            case State.Completed or State.Confirmed when IsReliable:
                State = State.Terminated;
                Remove();
                break;
            case State.Completed:
                Linger(Timers.GiveUp);
                break;
            case State.Confirmed:
                Linger(Timers.T4);
                break;
            case State.Accepted:
                Linger(Timers.GiveUp);
                break;
            case State.Terminated:
                Remove();
                break;
        }
    }

    private void Remove()
    {
        _owner.Remove(this);
        Ended?.Invoke();
    }

    private void Linger(TimeSpan time) => _linger = _owner.Schedule(time, () => Handle(Input.LingerTimer));

    private void Retransmit()
    {
        var doubled = _interval * 2;
        _interval = doubled < Timers.T2 ? doubled : Timers.T2;
        _retransmit = _owner.Schedule(_interval, Retransmit);
        Handle(Input.RetransmitTimer);
    }
}
