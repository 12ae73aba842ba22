using System.Globalization;

namespace VoipControl.Sip;

/// <content>Transfer: REFER in both directions, and what is told about it (RFC 3515, 5589).</content>
public sealed partial class SipCall
{
    /// <summary>How long news of a referral may take; a new call rings no longer than this.</summary>
    private static readonly TimeSpan ReferralLimit = TimeSpan.FromMinutes(5);

    private const int MaxOpenReferrals = 8;

    private readonly List<SipReferral> _referrals = [];
    private readonly List<SipReferRequest> _referRequests = [];
    private int _referSubscriptions;

    /// <summary>Blind transfer: asks the peer to call somebody. The task ends with the answer to the REFER itself.</summary>
    public Task<SipReferral> ReferAsync(SipUri referTo, IReadOnlyList<SipHeader>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(referTo);
        var answer = new TaskCompletionSource<SipReferral>(TaskCreationOptions.RunContinuationsAsynchronously);
        var given = Checked(headers);
        Endpoint.Post(() => SendRefer(referTo, given, answer));
        return answer.Task;
    }

    /// <summary>
    /// Attended transfer: asks the peer to take our place in another confirmed call of ours (RFC 3891, 5589 7): the peer calls
    /// that call's far end with a Replaces header that names it.
    /// </summary>
    public Task<SipReferral> ReferAsync(SipCall replaces, IReadOnlyList<SipHeader>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(replaces);
        // The far end of the other call reads the header: its own tag there is our remote one.
        var header = new SipReplaces(replaces.CallId, replaces.RemoteTag, replaces.LocalTag);
        return ReferAsync(replaces.RemoteTarget.WithHeader(SipHeaderNames.Replaces, header.ToString()), headers);
    }

    internal void AcceptRefer(SipReferRequest refer)
    {
        if (refer.IsAccepted || !refer.Transaction.IsOpen)
            return;
        refer.IsAccepted = true;
        var response = CreateResponse(refer.Request, 202);
        response.Headers.Add(SipHeaderNames.Contact, ContactHeader());
        refer.Transaction.Respond(response);
        Hold();
        refer.Expiry = Endpoint.Transactions.Schedule(ReferralLimit, () => CloseRefer(refer));
        _referRequests.Add(refer);
        NotifyRefer(refer, 100, null);
    }

    internal void RefuseRefer(SipReferRequest refer, int status, string? reason)
    {
        if (!refer.IsAccepted)
            refer.Transaction.Respond(CreateResponse(refer.Request, status, reason));
    }

    internal void NotifyRefer(SipReferRequest refer, int status, string? reason)
    {
        if (!refer.IsAccepted || refer.IsOver)
            return;
        var final = status >= 200;
        Send(
            SipMethods.Notify,
            request =>
            {
                request.Headers.Add(SipHeaderNames.Event, refer.EventId is { } id ? $"refer;id={id}" : "refer");
                request.Headers.Add(
                    SipHeaderNames.SubscriptionState, final ? "terminated;reason=noresource" : $"active;expires={Seconds(ReferralLimit)}");
                request.SetBody(SipBodies.FragmentType, $"SIP/2.0 {status} {reason ?? SipStatus.ReasonOf(status)}\r\n");
            },
            response =>
            {
                if (response.Status == 481)
                    CloseRefer(refer);
            });
        if (final)
            CloseRefer(refer);
    }

    private void CloseRefer(SipReferRequest refer)
    {
        if (refer.IsOver)
            return;
        refer.IsOver = true;
        refer.Expiry?.Cancel();
        _referRequests.Remove(refer);
        LetGo();
    }

    private void ReceiveRefer(SipServerTransaction transaction)
    {
        var request = transaction.Request;
        var targets = request.Headers.Fields(SipHeaderNames.ReferTo).ToList();
        // RFC 3515 2.4.2: exactly one Refer-To.
        if (targets.Count != 1 || request.GetAddress(SipHeaderNames.ReferTo) is not { } referTo)
        {
            Respond(transaction, 400, "REFER needs exactly one Refer-To");
            return;
        }

        if (_state != SipCallState.Confirmed || _referRequests.Count >= MaxOpenReferrals)
        {
            Respond(transaction, 503);
            return;
        }

        // RFC 3515 2.4.6: the first subscription of a dialog needs no id, the others are told apart by the REFER's CSeq.
        var id = _referSubscriptions++ == 0 ? (uint?)null : request.CSeq.Number;
        var refer = new SipReferRequest(this, transaction, referTo, id);
        Endpoint.Guard(() => _handler.OnRefer(this, refer));
    }

    private void SendRefer(SipUri referTo, IReadOnlyList<SipHeader> headers, TaskCompletionSource<SipReferral> answer)
    {
        if (_state != SipCallState.Confirmed || _referrals.Count >= MaxOpenReferrals)
        {
            var refused = new SipReferral(0);
            refused.Answered(LocalResponse(SipMethods.Refer, _state == SipCallState.Confirmed ? 503 : 481));
            answer.SetResult(refused);
            return;
        }

        SipReferral? referral = null;
        Hold();
        Send(
            SipMethods.Refer,
            request =>
            {
                request.Headers.Add(SipHeaderNames.ReferTo, $"<{referTo}>");
                request.Headers.Add(SipHeaderNames.ReferredBy, $"<{_dialog.Local.Uri}>");
                foreach (var header in headers)
                    request.Headers.Add(header.Name, header.Value);
                // Known before its answer comes, which its first NOTIFY may overtake. A challenge makes another one.
                if (referral is not null)
                    _referrals.Remove(referral);
                referral = new SipReferral(request.CSeq.Number);
                _referrals.Add(referral);
            },
            response => ReferAnswered(referral!, response, answer));
    }

    private void ReferAnswered(SipReferral referral, SipResponse response, TaskCompletionSource<SipReferral> answer)
    {
        var wasOpen = referral.IsOpen;
        referral.Answered(response);
        if (wasOpen && response.IsSuccess)
        {
            referral.Expiry = Endpoint.Transactions.Schedule(ReferralLimit, () => CloseReferral(referral, 408));
        }
        else if (wasOpen)
        {
            _referrals.Remove(referral);
            LetGo();
        }

        answer.SetResult(referral);
    }

    private SipReferral? FindReferral(SipRequest notify)
    {
        if (notify.GetValue(SipHeaderNames.Event) is not { } subscription || !subscription.Value.Equals("refer", StringComparison.OrdinalIgnoreCase))
            return null;
        if (subscription.Parameters["id"] is not { } id)
            return _referrals.LastOrDefault(referral => referral.IsOpen);
        return uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? _referrals.Find(referral => referral.IsOpen && referral.Sequence == sequence)
            : null;
    }

    private void ReceiveReferNews(SipServerTransaction transaction, SipReferral referral)
    {
        var notify = transaction.Request;
        Respond(transaction, 200);
        var status = SipBodies.FragmentStatus(notify);
        var terminated = notify.Headers[SipHeaderNames.SubscriptionState]?.StartsWith("terminated", StringComparison.OrdinalIgnoreCase) == true;
        if (status > 0)
            referral.Progress(status);
        if (terminated || status >= 200)
            CloseReferral(referral, status >= 200 ? status : 408);
        else
            Endpoint.Guard(() => _handler.OnReferProgress(this, referral));
    }

    private void CloseReferral(SipReferral referral, int status)
    {
        referral.Finish(status);
        _referrals.Remove(referral);
        Endpoint.Guard(() => _handler.OnReferProgress(this, referral));
        LetGo();
    }
}
