using System.Globalization;

namespace VoipControl.Sip;

/// <content>The callee's side, until the ACK.</content>
public sealed partial class SipCall
{
    /// <summary>RFC 3261 13.3.1.1: a provisional response is repeated each minute, so that proxies do not give up.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMinutes(1);

    private readonly List<SipAcceptance> _acceptances = [];
    private SipServerTransaction? _invited;
    private SipTimer? _progressRepeat;
    private string? _byeAfterAck;

    /// <summary>Incoming, not answered: 180 Ringing, or 183 with early media.</summary>
    /// <param name="status">101 to 199.</param>
    /// <param name="sdp">Our description, if early media begin.</param>
    /// <param name="headers">Headers to add.</param>
    public void Progress(int status, ReadOnlyMemory<byte> sdp = default, IReadOnlyList<SipHeader>? headers = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 101);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 199);
        var given = Checked(headers);
        Endpoint.Post(() => ProgressNow(status, sdp, given));
    }

    /// <summary>
    /// Incoming, not answered: 200 OK, repeated until its ACK comes; without one the call is ended with BYE after 64*T1.
    /// </summary>
    /// <param name="sdp">Our answer, or our offer when the INVITE had none.</param>
    /// <param name="headers">Headers to add.</param>
    public void Answer(ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader>? headers = null)
    {
        var given = Checked(headers);
        Endpoint.Post(() => AnswerNow(sdp, given));
    }

    /// <summary>Incoming, not answered: a final failure.</summary>
    /// <param name="status">300 to 699.</param>
    /// <param name="reason">The reason phrase; default the usual one.</param>
    /// <param name="headers">Headers to add: Reason, Retry-After, Contact of a redirection…</param>
    public void Reject(int status, string? reason = null, IReadOnlyList<SipHeader>? headers = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        SipText.RefuseLineBreaks(reason ?? "");
        var given = Checked(headers);
        Endpoint.Post(() => RejectNow(status, reason, given));
    }

    internal static SipCall Incoming(SipEndpoint endpoint, SipServerTransaction transaction, SipCall? replaces, SipCallHandler handler)
    {
        var invite = transaction.Request;
        var dialog = SipDialog.OfRequest(invite, endpoint.Identifiers.Tag(), endpoint.Identifiers.Sequence());
        var call = new SipCall(endpoint, SipCallDirection.Incoming, dialog, handler, invite.Uri.User, null)
        {
            Invite = invite,
            RemoteAddress = transaction.Hop,
            Replaces = replaces,
            _invited = transaction,
        };
        transaction.Cancelled = call.Cancelled;
        transaction.AckReceived = call.ReceiveAck;
        call._ringLimit = endpoint.Transactions.Schedule(endpoint.Options.RingLimit, () => call.RejectNow(480, null, []));
        endpoint.Calls.Add(call);
        call.LearnMethods(invite);
        return call;
    }

    private void ProgressNow(int status, ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader>? headers)
    {
        if (_state is SipCallState.Confirmed or SipCallState.Ended || _invited is not { IsOpen: true } transaction)
            return;
        var response = CreateResponse(transaction.Request, status, null, headers);
        response.Headers.Add(SipHeaderNames.Contact, ContactHeader());
        if (!sdp.IsEmpty)
        {
            response.SetBody(SipBodies.SdpType, sdp);
            _dialog = _dialog with { LocalSdp = sdp };
        }

        _state = SipCallState.Early;
        transaction.Respond(response);
        RepeatProgress(transaction, response);
    }

    private void RepeatProgress(SipServerTransaction transaction, SipResponse response)
    {
        _progressRepeat?.Cancel();
        _progressRepeat = Endpoint.Transactions.Schedule(ProgressInterval, () =>
        {
            transaction.Respond(response);
            RepeatProgress(transaction, response);
        });
    }

    private void AnswerNow(ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader>? headers)
    {
        if (_state is SipCallState.Confirmed or SipCallState.Ended || _invited is not { IsOpen: true } transaction)
            return;
        _ringLimit?.Cancel();
        _progressRepeat?.Cancel();
        _state = SipCallState.Confirmed;
        AcceptInvite(transaction, sdp, headers);
    }

    /// <summary>Sends the 2xx to a first or later INVITE.</summary>
    private void AcceptInvite(SipServerTransaction transaction, ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader>? headers)
    {
        var response = CreateAcceptance(transaction.Request, sdp, headers);
        AddInviteHeaders(response);
        _acceptances.Add(new SipAcceptance(Endpoint.Transactions, transaction, response, Unacknowledged));
    }

    /// <summary>A 2xx to an INVITE or UPDATE, with what it means for target, descriptions and session timer.</summary>
    private SipResponse CreateAcceptance(SipRequest request, ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader>? headers)
    {
        LearnMethods(request);
        var response = CreateResponse(request, 200, null, headers);
        response.Headers.Add(SipHeaderNames.Contact, ContactHeader());
        if (SipSessionTerms.OfRequest(request) is { } terms)
        {
            terms = terms with { Expires = Longer(terms.Expires, Endpoint.Options.MinSessionExpires) };
            response.Headers.Add(SipHeaderNames.SessionExpires, terms.Header(weAreClient: false));
            if (!terms.WeRefresh)
                response.Headers.Add(SipHeaderNames.Require, "timer");
            _sessionTimer.Agree(terms);
        }
        else
        {
            _sessionTimer.Agree(null);
        }

        _dialog = _dialog.WithTargetOf(request).WithSdpOf(request);
        if (!sdp.IsEmpty)
        {
            response.SetBody(SipBodies.SdpType, sdp);
            _dialog = _dialog with { LocalSdp = sdp };
        }

        return response;
    }

    private void RejectNow(int status, string? reason, IReadOnlyList<SipHeader> headers)
    {
        if (_state is SipCallState.Confirmed or SipCallState.Ended || _invited is not { IsOpen: true } transaction)
            return;
        transaction.Respond(CreateResponse(transaction.Request, status, reason, headers));
        End(new SipCallEnd(SipCallEndedBy.Local, status));
    }

    private void Cancelled(SipRequest cancel)
    {
        if (_state is SipCallState.Confirmed or SipCallState.Ended || _invited is not { IsOpen: true } transaction)
            return;
        transaction.Respond(CreateResponse(transaction.Request, 487));
        End(new SipCallEnd(SipCallEndedBy.Remote, 487, cancel.Headers[SipHeaderNames.Reason], cancel));
    }

    /// <summary>The ACK to one of our 2xx.</summary>
    internal void ReceiveAck(SipRequest ack)
    {
        var index = _acceptances.FindIndex(waiting => waiting.Sequence == ack.CSeq.Number);
        if (index < 0)
        {
            Endpoint.Transactions.Counters.Absorbed++;
            return;
        }

        var acceptance = _acceptances[index];
        _acceptances.RemoveAt(index);
        acceptance.Stop();
        _dialog = _dialog.WithSdpOf(ack);
        if (acceptance.IsInitial)
            Endpoint.Guard(() => _handler.OnConfirmed(this, ack));
        else
            Endpoint.Guard(() => _handler.OnReinviteConfirmed(this, ack));
        if (acceptance.IsInitial && _byeAfterAck is { } reason)
        {
            SendBye(reason);
            End(new SipCallEnd(SipCallEndedBy.Local, 200));
            return;
        }

        _reinvites.Next();
    }

    private void Unacknowledged() => Lose(SipCallEndedBy.Timeout, 408, null);

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static void AddInviteHeaders(SipMessage message)
    {
        message.Headers.Set(SipHeaderNames.Allow, SipSender.Allow);
        message.Headers.Set(SipHeaderNames.Supported, SipSender.Supported);
    }
}
