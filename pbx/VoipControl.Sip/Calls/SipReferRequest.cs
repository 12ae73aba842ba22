namespace VoipControl.Sip;

/// <summary>
/// A REFER of the peer: call <see cref="Target"/> for it. Accept or reject it, then tell how that call goes until its final
/// status. All methods may be called from any thread.
/// </summary>
public sealed class SipReferRequest
{
    private readonly SipCall _call;

    internal SipReferRequest(SipCall call, SipServerTransaction transaction, SipAddress referTo, uint? eventId)
    {
        _call = call;
        Transaction = transaction;
        ReferTo = referTo;
        EventId = eventId;
        Target = referTo.Uri.WithoutHeaders();
        var header = referTo.Uri.GetHeaders().FirstOrDefault(h => h.Name.Equals(SipHeaderNames.Replaces, StringComparison.OrdinalIgnoreCase));
        if (SipReplaces.TryParse(header.Value, out var replaces))
            Replaces = replaces;
    }

    /// <summary>The request.</summary>
    public SipRequest Request => Transaction.Request;

    /// <summary>The Refer-To header.</summary>
    public SipAddress ReferTo { get; }

    /// <summary>Whom to call: the URI of Refer-To without the headers it carries.</summary>
    public SipUri Target { get; }

    /// <summary>The call at <see cref="Target"/> whose place the new one takes (attended transfer); null for a blind one.</summary>
    public SipReplaces? Replaces { get; }

    /// <summary>The Referred-By header (RFC 3892), to be copied into the new INVITE.</summary>
    public string? ReferredBy => Request.Headers[SipHeaderNames.ReferredBy];

    internal SipServerTransaction Transaction { get; }

    /// <summary>The id of its subscription; null for the first of the dialog.</summary>
    internal uint? EventId { get; }

    internal bool IsAccepted { get; set; }

    internal bool IsOver { get; set; }

    internal SipTimer? Expiry { get; set; }

    /// <summary>Accepts with 202, and tells the peer at once that we are trying, as RFC 3515 2.4.4 wants.</summary>
    public void Accept() => _call.Endpoint.Post(() => _call.AcceptRefer(this));

    /// <summary>Refuses.</summary>
    public void Reject(int status, string? reason = null)
    {
        SipText.RefuseLineBreaks(reason ?? "");
        _call.Endpoint.Post(() => _call.RefuseRefer(this, status, reason));
    }

    /// <summary>Tells the peer how the call goes; a final status is the last word.</summary>
    public void Notify(int status, string? reason = null) =>
        _call.Endpoint.Post(() => _call.NotifyRefer(this, status, reason));
}
