using System.Globalization;

namespace VoipControl.Sip;

/// <summary>
/// Keeps a session alive, or ends it when the peer does not (RFC 4028). Refreshes with UPDATE when the peer allows that,
/// else with a re-INVITE that changes nothing. Used on the loop only.
/// </summary>
internal sealed class SipSessionTimer(SipCall call)
{
    private SipTimer? _refresh;
    private SipTimer? _expire;
    private bool _updating;

    /// <summary>Takes what the two sides agreed on; null for no timer.</summary>
    public void Agree(SipSessionTerms? terms)
    {
        Stop();
        call.Change(call.Dialog with { Session = terms });
        if (terms is null || call.State == SipCallState.Ended)
            return;
        _expire = call.Endpoint.Transactions.Schedule(terms.ExpireAfter, () => call.Lose(SipCallEndedBy.Timeout, 408, null));
        if (terms.WeRefresh)
            _refresh = call.Endpoint.Transactions.Schedule(terms.RefreshAfter, Refresh);
    }

    public void Stop()
    {
        _refresh?.Cancel();
        _expire?.Cancel();
    }

    /// <summary>Session-Expires of a request within the call: the same terms again, or longer when the peer wants that.</summary>
    public static void AddHeaders(SipRequest request, SipSessionTerms? terms, TimeSpan? least)
    {
        if (least is { } shortest)
            request.Headers.Set(SipHeaderNames.MinSe, ((int)shortest.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        if (terms is null && least is null)
            return;
        terms ??= new SipSessionTerms(least!.Value, WeRefresh: true);
        if (terms.Expires < least)
            terms = terms with { Expires = least.Value };
        request.Headers.Set(SipHeaderNames.SessionExpires, terms.Header(weAreClient: true));
    }

    private void Refresh()
    {
        // A refusal (a crossing, a peer that is short of time) says nothing of the session: three more tries fit before its end.
        if (call.Dialog.Session is { } terms)
            _refresh = call.Endpoint.Transactions.Schedule(terms.Expires / 8, Refresh);
        if (_updating)
            return;
        if (call.PeerAllowsUpdate)
        {
            _updating = true;
            call.Send(
                SipMethods.Update,
                request =>
                {
                    request.Headers.Set(SipHeaderNames.Supported, SipSender.Supported);
                    AddHeaders(request, call.Dialog.Session, null);
                },
                Refreshed);
            return;
        }

        // The call's own re-INVITE answers for everything that can go wrong with it.
        call.RefreshByReinvite();
    }

    private void Refreshed(SipResponse response)
    {
        _updating = false;
        if (call.State == SipCallState.Ended)
            return;
        if (response.IsSuccess)
        {
            call.Change(call.Dialog.WithTargetOf(response));
            Agree(SipSessionTerms.OfResponse(response));
        }
        else if (response.Status is 408 or 481)
        {
            call.Lose(response.IsLocal ? SipCallEndedBy.Timeout : SipCallEndedBy.Remote, response.Status, response);
        }
        else if (response.Status is 405 or 422 or 501)
        {
            // A re-INVITE is understood by everybody, and raises a timer that was too short.
            call.RefreshByReinvite();
        }
    }
}
