namespace VoipControl.Sip;

/// <summary>
/// Our re-INVITEs of one call, one at a time and never beside the peer's (RFC 3261 14.1). Used on the loop only.
/// </summary>
internal sealed class SipReinvites(SipCall call)
{
    private const int MaxWaiting = 16;
    private const int MaxCrossings = 5;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly Queue<SipReinvite> _waiting = new();
    private SipInviteClient? _client;
    private SipTimer? _retry;
    private SipTimer? _limit;
    private SipReinvite? _current;

    /// <summary>One of ours has gone and has no final response.</summary>
    public bool IsRunning => _client is not null;

    /// <summary>None has gone, and none waits.</summary>
    public bool IsIdle => _current is null && _waiting.Count == 0;

    public void Add(SipReinvite reinvite)
    {
        if (call.State == SipCallState.Ended)
            reinvite.Answer.TrySetResult(call.LocalResponse(SipMethods.Invite, 481));
        else if (_waiting.Count >= MaxWaiting)
            reinvite.Answer.TrySetResult(call.LocalResponse(SipMethods.Invite, 503));
        else
            _waiting.Enqueue(reinvite);
        Next();
    }

    /// <summary>Sends the next one if nothing stands in the way.</summary>
    public void Next()
    {
        if (_current is not null || call.State != SipCallState.Confirmed || call.IsBeingChanged || !_waiting.TryDequeue(out var reinvite))
            return;
        _current = reinvite;
        Send(reinvite);
    }

    /// <summary>The call is over.</summary>
    public void Stop()
    {
        _retry?.Cancel();
        _limit?.Cancel();
        _client?.ForgetLater();
        if (_current is { } current)
            current.Answer.TrySetResult(call.LocalResponse(SipMethods.Invite, 481));
        while (_waiting.TryDequeue(out var reinvite))
            reinvite.Answer.TrySetResult(call.LocalResponse(SipMethods.Invite, 481));
    }

    private void Send(SipReinvite reinvite)
    {
        SipInviteClient? client = null;
        client = new SipInviteClient(call, least => Create(reinvite, least), static _ => { }, response => Receive(reinvite, client!, response));
        _client = client;
        _limit?.Cancel();
        _limit = call.Endpoint.Transactions.Schedule(call.Endpoint.Options.RingLimit, () => GiveUp(reinvite, client));
        try
        {
            client.Start();
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            Finish(reinvite, call.LocalResponse(SipMethods.Invite, 400));
        }
    }

    // No timer of its transaction runs once the peer has said 100, and while it waits no other can go.
    private void GiveUp(SipReinvite reinvite, SipInviteClient client)
    {
        client.Cancel("SIP;cause=408;text=\"No answer\"");
        _limit = call.Endpoint.Transactions.Schedule(call.Endpoint.Options.Timers.GiveUp, () =>
        {
            client.Forget();
            Receive(reinvite, client, call.LocalResponse(SipMethods.Invite, 408));
        });
    }

    // The peer's may have come first and wait for its answer or ACK.
    private void Retry(SipReinvite reinvite)
    {
        if (call.IsBeingChanged)
            _retry = call.Endpoint.Transactions.Schedule(RetryInterval, () => Retry(reinvite));
        else
            Send(reinvite);
    }

    private SipRequest Create(SipReinvite reinvite, TimeSpan? leastSession)
    {
        var request = call.CreateRequest(SipMethods.Invite);
        request.Headers.Set(SipHeaderNames.Allow, SipSender.Allow);
        request.Headers.Set(SipHeaderNames.Supported, SipSender.Supported);
        SipSessionTimer.AddHeaders(request, call.Dialog.Session, leastSession);
        foreach (var header in reinvite.Headers)
            request.Headers.Add(header.Name, header.Value);
        if (!reinvite.Sdp.IsEmpty)
            request.SetBody(SipBodies.SdpType, reinvite.Sdp);
        return request;
    }

    private void Receive(SipReinvite reinvite, SipInviteClient client, SipResponse response)
    {
        if (response.IsSuccess)
        {
            // By the dialog's tag: one with another is none of this dialog's.
            if (client.Repeat(call.RemoteTag))
                return;
            Accepted(reinvite, client, response);
            return;
        }

        _client = null;
        _limit?.Cancel();
        if (call.State == SipCallState.Ended)
            return;
        if (response.Status == 491 && !response.IsLocal && ++reinvite.Crossings < MaxCrossings)
        {
            _retry = call.Endpoint.Transactions.Schedule(Wait(), () => Retry(reinvite));
            return;
        }

        Finish(reinvite, response);
        // RFC 3261 12.2.1.2: the peer has lost the call, or is lost itself.
        if (response.Status is 408 or 481 || response.IsLocal)
            call.Lose(response.IsLocal ? (response.Status == 408 ? SipCallEndedBy.Timeout : SipCallEndedBy.Transport) : SipCallEndedBy.Remote, response.Status, response);
    }

    private void Accepted(SipReinvite reinvite, SipInviteClient client, SipResponse response)
    {
        _client = null;
        if (call.State == SipCallState.Ended)
        {
            client.Acknowledge(call.Dialog, default);
            return;
        }

        var dialog = call.Dialog.WithTargetOf(response).WithSdpOf(response);
        call.Change(reinvite.Sdp.IsEmpty ? dialog : dialog with { LocalSdp = reinvite.Sdp });
        client.Acknowledge(call.Dialog, call.AnswerLateOffer(reinvite.Sdp, response));
        call.AgreeSession(SipSessionTerms.OfResponse(response));
        Finish(reinvite, response);
    }

    private void Finish(SipReinvite reinvite, SipResponse response)
    {
        _client = null;
        _current = null;
        _limit?.Cancel();
        reinvite.Answer.TrySetResult(response);
        Next();
    }

    // RFC 3261 14.1: who made the Call-ID waits 2.1 to 4 s, the other up to 2 s, both in steps of 10 ms.
    private TimeSpan Wait()
    {
        var random = call.Endpoint.Identifiers;
        return TimeSpan.FromMilliseconds(10 * (call.Direction == SipCallDirection.Outgoing ? random.Between(210, 401) : random.Between(0, 201)));
    }
}
