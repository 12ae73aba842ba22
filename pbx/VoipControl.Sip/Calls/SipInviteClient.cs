using System.Globalization;
using VoipControl.Sip.Digest;

namespace VoipControl.Sip;

/// <summary>
/// An INVITE of ours, first or later, until its final response: answers challenges, raises a session timer that was too
/// short, cancels, acknowledges. Used on the loop only.
/// </summary>
internal sealed class SipInviteClient
{
    /// <summary>A server that finds every session timer too short is not asked for ever.</summary>
    private const int MaxTimerRaises = 2;

    /// <summary>Each answer with a tag of its own costs an ACK and a BYE; more than any real fork are not paid for.</summary>
    private const int MaxForks = 32;

    private readonly SipCall _call;
    private readonly Func<TimeSpan?, SipRequest> _create;
    private readonly Action<SipResponse> _provisional;
    private readonly Action<SipResponse> _final;
    private readonly DigestExchange? _digest;
    private readonly Dictionary<string, Action?> _acks = [];
    private SipSent? _sent;
    private TimeSpan? _minSession;
    private int _timerRaises;
    private bool _heard;
    private bool _cancelled;
    private bool _cancelSent;
    private string? _cancelReason;

    /// <param name="call">The call.</param>
    /// <param name="create">Makes the request, with the next CSeq; given is the least session timer the peer takes.</param>
    /// <param name="provisional">Told of 1xx.</param>
    /// <param name="final">Told of the final response, and of every further 2xx (repeated or from another fork).</param>
    public SipInviteClient(
        SipCall call, Func<TimeSpan?, SipRequest> create, Action<SipResponse> provisional, Action<SipResponse> final)
    {
        _call = call;
        _create = create;
        _provisional = provisional;
        _final = final;
        _digest = call.Digest?.Begin();
    }

    /// <summary>The request as it was sent last.</summary>
    public SipRequest? Request { get; private set; }

    public void Start()
    {
        var request = _create(_minSession);
        _digest?.Prepare(request);
        Send(request);
    }

    /// <summary>
    /// Cancels as soon as the peer has shown that it has the INVITE (RFC 3261 9.1); until then there is nothing to cancel.
    /// </summary>
    public void Cancel(string? reason)
    {
        if (_cancelled)
            return;
        _cancelled = true;
        _cancelReason = reason;
        SendCancel();
    }

    /// <summary>
    /// The call is over. A peer that says nothing more must not keep the INVITE here for ever: it is forgotten after 64*T1
    /// (RFC 3261 9.1). Until then a late answer is acknowledged, and its user ends what it began.
    /// </summary>
    public void ForgetLater()
    {
        if (_sent is not { Transaction: { State: not (SipTransactionState.Calling or SipTransactionState.Proceeding) } })
            _call.Endpoint.Transactions.Schedule(_call.Endpoint.Options.Timers.GiveUp, Forget);
    }

    /// <summary>Waits for a final response no longer.</summary>
    public void Forget()
    {
        if (_sent?.Transaction is { State: SipTransactionState.Calling or SipTransactionState.Proceeding } transaction)
            transaction.Forget();
    }

    /// <summary>Acknowledges a 2xx, with an answer if it carried an offer; a repeated one gets the same ACK again.</summary>
    public void Acknowledge(SipDialog dialog, ReadOnlyMemory<byte> answer)
    {
        if (Repeat(dialog.RemoteTag))
            return;
        var invite = Request!;
        var ack = dialog.CreateRequest(SipMethods.Ack, invite.CSeq.Number);
        // RFC 3261 13.2.2.4: the credentials of the INVITE, which a proxy on the way may ask of its ACK too.
        ack.Headers.CopyFrom(invite.Headers, SipHeaderNames.Authorization);
        ack.Headers.CopyFrom(invite.Headers, SipHeaderNames.ProxyAuthorization);
        if (!answer.IsEmpty)
            ack.SetBody(SipBodies.SdpType, answer);
        _acks[dialog.RemoteTag] = null;
        _call.Endpoint.Sender.SendAck(ack, dialog.NextHop, _call.Target, _call.Protocol, again => _acks[dialog.RemoteTag] = again);
    }

    /// <summary>True when the 2xx with that tag was acknowledged before, as it now was again; or when it is one too many.</summary>
    public bool Repeat(string tag)
    {
        if (!_acks.TryGetValue(tag, out var again))
            return _acks.Count >= MaxForks;
        again?.Invoke();
        return true;
    }

    private void Send(SipRequest request)
    {
        _heard = false;
        Request = request;
        _sent = _call.Endpoint.Sender.Send(request, _call.Dialog.NextHop, _call.Target, _call.Protocol, response => Receive(request, response));
    }

    private void Receive(SipRequest request, SipResponse response)
    {
        // A late word on an earlier attempt, whose challenge was answered.
        if (request != Request)
            return;
        if (response.IsProvisional)
        {
            _heard = true;
            SendCancel();
            _provisional(response);
        }
        else if (response.IsSuccess || _cancelled || !TryAgain(response))
        {
            _final(response);
        }
    }

    private bool TryAgain(SipResponse response)
    {
        if (_digest is not null && response.Status is (401 or 407))
        {
            var again = _create(_minSession);
            var isAnswered = _digest.TryAnswer(response, again);
            if (isAnswered)
                Send(again);
            return isAnswered;
        }

        if (response.Status == 422
            && _timerRaises++ < MaxTimerRaises
            && int.TryParse(response.Headers[SipHeaderNames.MinSe]?.Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and <= 86_400)
        {
            _minSession = TimeSpan.FromSeconds(seconds);
            Start();
            return true;
        }

        return false;
    }

    private void SendCancel()
    {
        if (!_cancelled || !_heard || _cancelSent || _sent?.Transaction is not { State: SipTransactionState.Proceeding } transaction)
            return;
        _cancelSent = true;
        var cancel = transaction.CreateCancel();
        if (_cancelReason is not null)
            cancel.Headers.Add(SipHeaderNames.Reason, _cancelReason);
        // Its answer says nothing: the INVITE's own final response does.
        _call.Endpoint.Sender.SendCancel(cancel, transaction.Hop, static _ => { });
    }
}
