using System.Globalization;

namespace VoipControl.Sip;

/// <content>What the peer asks within the call.</content>
public sealed partial class SipCall
{
    private readonly SipReinvites _reinvites;
    private readonly SipSessionTimer _sessionTimer;
    private SipOffer? _offer;
    private int _serverTransactions;

    /// <summary>An INVITE or UPDATE of the peer waits for our answer, or for the ACK to it.</summary>
    internal bool IsBeingChanged => _offer is not null || _acceptances.Count > 0;

    /// <summary>Handles a request that names this call; false when there is no room for it.</summary>
    internal bool Receive(SipRequest request, Func<SipServerTransaction> accept)
    {
        // However many requests came before, the one that ends the call is heard.
        var isEnd = request.Method == SipMethods.Bye && _state != SipCallState.Ended;
        if (_serverTransactions >= Endpoint.Options.MaxTransactionsPerCall && !isEnd)
            return false;
        var transaction = accept();
        _serverTransactions++;
        transaction.Ended = () => _serverTransactions--;
        Receive(transaction);
        return true;
    }

    internal void AnswerOffer(SipOffer offer, ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader>? headers)
    {
        if (_offer != offer || _state == SipCallState.Ended)
            return;
        _offer = null;
        if (offer.Request.Method == SipMethods.Invite)
            AcceptInvite(offer.Transaction, sdp, headers);
        else
            offer.Transaction.Respond(CreateAcceptance(offer.Request, sdp, headers));
        _reinvites.Next();
    }

    internal void RefuseOffer(SipOffer offer, int status, string? reason)
    {
        if (_offer != offer)
            return;
        _offer = null;
        offer.Transaction.Respond(CreateResponse(offer.Request, status, reason));
        _reinvites.Next();
    }

    private void Receive(SipServerTransaction transaction)
    {
        var request = transaction.Request;
        if (request.FromTag != RemoteTag && RemoteTag.Length > 0)
        {
            Respond(transaction, 481);
            return;
        }

        // RFC 3261 12.2.2. The CSeq of a request that is out of order is not remembered.
        if (_dialog.RemoteSequence is { } last && request.CSeq.Number <= last)
        {
            Respond(transaction, 500, "CSeq out of order");
            return;
        }

        _dialog = _dialog with { RemoteSequence = request.CSeq.Number };
        if (_state == SipCallState.Ended && request.Method is not (SipMethods.Bye or SipMethods.Notify))
        {
            Respond(transaction, 481);
            return;
        }

        switch (request.Method)
        {
            case SipMethods.Bye:
                ReceiveBye(transaction);
                break;
            case SipMethods.Invite or SipMethods.Update:
                ReceiveOffer(transaction);
                break;
            case SipMethods.Refer:
                ReceiveRefer(transaction);
                break;
            case SipMethods.Notify when FindReferral(request) is { } referral:
                ReceiveReferNews(transaction, referral);
                break;
            case SipMethods.Notify when _state == SipCallState.Ended:
                Respond(transaction, 481);
                break;
            case SipMethods.Prack or SipMethods.Cancel or SipMethods.Register or SipMethods.Subscribe:
                Respond(transaction, 405);
                break;
            default:
                var incoming = new SipIncomingRequest(Endpoint, transaction, LocalTag);
                Endpoint.Guard(() => _handler.OnRequest(this, incoming));
                break;
        }
    }

    private void ReceiveBye(SipServerTransaction transaction)
    {
        Respond(transaction, 200);
        if (_state == SipCallState.Ended)
            return;
        var bye = transaction.Request;
        var unanswered = _state != SipCallState.Confirmed;
        if (unanswered)
            _invited?.Respond(CreateResponse(_invited.Request, 487));
        End(new SipCallEnd(SipCallEndedBy.Remote, unanswered ? 487 : 200, bye.Headers[SipHeaderNames.Reason], bye));
    }

    private void ReceiveOffer(SipServerTransaction transaction)
    {
        var request = transaction.Request;
        var isInvite = request.Method == SipMethods.Invite;
        if (_offer is not null || (isInvite && _invited is { IsOpen: true }))
        {
            // RFC 3261 14.2, RFC 3311 5.2: we have not answered the one before.
            var busy = CreateResponse(request, 500);
            busy.Headers.Add(SipHeaderNames.RetryAfter, Endpoint.Identifiers.Between(0, 10).ToString(CultureInfo.InvariantCulture));
            transaction.Respond(busy);
            return;
        }

        if (_reinvites.IsRunning && (isInvite || !request.Body.IsEmpty))
        {
            Respond(transaction, 491);
            return;
        }

        if (isInvite && _state != SipCallState.Confirmed)
        {
            Respond(transaction, 491);
            return;
        }

        if (SipSessionTerms.IsTooShort(request, Endpoint.Options.MinSessionExpires))
        {
            var response = CreateResponse(request, 422);
            response.Headers.Add(SipHeaderNames.MinSe, Seconds(Endpoint.Options.MinSessionExpires));
            transaction.Respond(response);
            return;
        }

        if (!request.Body.IsEmpty && !SipBodies.IsSdp(request))
        {
            var response = CreateResponse(request, 415);
            response.Headers.Add(SipHeaderNames.Accept, SipBodies.SdpType);
            transaction.Respond(response);
            return;
        }

        if (!isInvite && request.Body.IsEmpty)
        {
            // A mere refresh (RFC 4028 10): nothing to negotiate.
            transaction.Respond(CreateAcceptance(request, default, null));
            return;
        }

        var offer = new SipOffer(this, transaction);
        _offer = offer;
        transaction.Cancelled = _ => RefuseOffer(offer, 487, null);
        transaction.AckReceived = ReceiveAck;
        Endpoint.Guard(() => _handler.OnReinvite(this, offer));
    }

    private void Respond(SipServerTransaction transaction, int status, string? reason = null) =>
        transaction.Respond(CreateResponse(transaction.Request, status, reason));
}
