namespace VoipControl.Sip;

/// <content>The caller's side, until the answer.</content>
public sealed partial class SipCall
{
    private SipInviteClient? _client;
    private SipDialog? _unanswered;
    private bool _cancelling;
    private string? _answeredTag;

    internal static SipCall Outgoing(SipEndpoint endpoint, SipCallSetup setup, SipCallHandler handler)
    {
        var dialog = new SipDialog
        {
            CallId = setup.CallId ?? endpoint.Identifiers.CallId(),
            LocalTag = endpoint.Identifiers.Tag(),
            Local = setup.From.WithTag(null),
            Remote = SipAddress.Of(setup.To.WithoutHeaders()),
            LocalSequence = endpoint.Identifiers.Sequence(),
            Routes = setup.Routes,
            RemoteTarget = setup.To,
            LocalSdp = setup.Sdp,
        };
        return new SipCall(endpoint, SipCallDirection.Outgoing, dialog, handler, setup.ContactUser ?? setup.From.Uri.User, setup);
    }

    internal void Start()
    {
        if (Endpoint.IsStopped)
        {
            End(new SipCallEnd(SipCallEndedBy.Transport, 503));
            return;
        }

        if (Endpoint.Calls.Count >= Endpoint.Options.MaxCalls)
        {
            End(new SipCallEnd(SipCallEndedBy.Local, 503));
            return;
        }

        Endpoint.Calls.Add(this);
        _unanswered = _dialog;
        _client = new SipInviteClient(this, CreateInvite, Progressed, Answered);
        _ringLimit = Endpoint.Transactions.Schedule(_setup!.RingLimit ?? Endpoint.Options.RingLimit, () => CancelNow("SIP;cause=408;text=\"No answer\""));
        try
        {
            _client.Start();
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            // A header that cannot stand in a message: the owner's mistake, told as the call's end and its reason.
            End(new SipCallEnd(SipCallEndedBy.Local, 400, error.Message));
        }
    }

    private SipRequest CreateInvite(TimeSpan? minSession)
    {
        var setup = _setup!;
        // Begun anew after a challenge, also when somebody had rung: a tag or route of that one has no place in it.
        _dialog = _unanswered! with { LocalSequence = _dialog.LocalSequence };
        var invite = CreateRequest(SipMethods.Invite);
        AddInviteHeaders(invite);
        if (minSession is { } least)
            invite.Headers.Set(SipHeaderNames.MinSe, Seconds(least));
        if ((setup.SessionExpires ?? minSession) is { } wanted)
            invite.Headers.Set(SipHeaderNames.SessionExpires, Seconds(minSession > wanted ? minSession.Value : wanted));
        foreach (var header in setup.Headers)
            invite.Headers.Add(header.Name, header.Value);
        if (!setup.Sdp.IsEmpty)
            invite.SetBody(SipBodies.SdpType, setup.Sdp);
        Invite = invite;
        return invite;
    }

    private void Progressed(SipResponse response)
    {
        if (_state is SipCallState.Confirmed or SipCallState.Ended)
            return;
        if (response.Status == 100)
        {
            if (_state == SipCallState.Calling)
                _state = SipCallState.Proceeding;
            return;
        }

        if (response.ToTag is not null)
        {
            // Of several that ring, the latest is the early dialog; the one that answers decides.
            _dialog = _dialog.WithResponse(response).WithSdpOf(response);
            _state = SipCallState.Early;
        }
        else if (_state == SipCallState.Calling)
        {
            _state = SipCallState.Proceeding;
        }

        if (!_cancelling)
            Endpoint.Guard(() => _handler.OnProgress(this, response));
    }

    private void Answered(SipResponse response)
    {
        if (!response.IsSuccess)
        {
            var end = EndOf(response);
            End(_cancelling ? end with { By = SipCallEndedBy.Local } : end);
            return;
        }

        var tag = response.ToTag ?? "";
        if (_client!.Repeat(tag))
            return;
        var dialog = _dialog.WithResponse(response).WithSdpOf(response);
        if (_answeredTag is not null || _state == SipCallState.Ended)
        {
            // Another fork answered too, or this one after we gave up: RFC 3261 13.2.2.4 wants an ACK and a BYE for it.
            _client.Acknowledge(dialog, default);
            HangUpFork(dialog);
            return;
        }

        _answeredTag = tag;
        LearnMethods(response);
        _dialog = dialog;
        _ringLimit?.Cancel();
        _state = SipCallState.Confirmed;
        if (_cancelling)
        {
            // The answer crossed our CANCEL.
            _client.Acknowledge(dialog, default);
            SendBye(null);
            End(new SipCallEnd(SipCallEndedBy.Local, 487, null, response));
            return;
        }

        _client.Acknowledge(dialog, AnswerLateOffer(_setup!.Sdp, response));
        _sessionTimer.Agree(SipSessionTerms.OfResponse(response));
        Endpoint.Guard(() => _handler.OnAnswered(this, response));
        _reinvites.Next();
    }

    /// <summary>Our answer for the ACK, when the 2xx carries the offer.</summary>
    internal ReadOnlyMemory<byte> AnswerLateOffer(ReadOnlyMemory<byte> ourOffer, SipResponse response)
    {
        if (!ourOffer.IsEmpty)
            return default;
        var answer = ReadOnlyMemory<byte>.Empty;
        Endpoint.Guard(() => answer = _handler.OnLateOffer(this, response));
        if (!answer.IsEmpty)
            _dialog = _dialog with { LocalSdp = answer };
        return answer;
    }

    private void CancelNow(string? reason)
    {
        if (_state is SipCallState.Confirmed or SipCallState.Ended || _cancelling)
            return;
        _cancelling = true;
        _ringLimit?.Cancel();
        _client?.Cancel(reason);
        // RFC 3261 9.1: a peer that answers neither the CANCEL nor the INVITE is given up after 64*T1. Before it has shown
        // that it has the INVITE, timer B ends the call at the same time.
        _ringLimit = Endpoint.Transactions.Schedule(
            Endpoint.Options.Timers.GiveUp, () => End(new SipCallEnd(SipCallEndedBy.Local, 487)));
    }

    private void HangUpFork(SipDialog dialog)
    {
        var bye = dialog.CreateRequest(SipMethods.Bye, dialog.LocalSequence + 1);
        Endpoint.Sender.Send(bye, dialog.NextHop, Target, Protocol, static _ => { });
    }
}
