namespace VoipControl.Sip;

/// <summary>
/// What the owner of a call does with what happens to it. Every method runs on the endpoint's loop, one at a time, and must
/// not block. What it calls on the call takes effect right after it returns, before any other message is handled. The
/// defaults are what a polite telephone without media does.
/// </summary>
public abstract class SipCallHandler
{
    /// <summary>Outgoing: 180, 183 or another provisional response but 100; its body, if any, is in <see cref="SipCall.RemoteSdp"/>.</summary>
    public virtual void OnProgress(SipCall call, SipResponse response)
    {
    }

    /// <summary>
    /// The peer's 2xx to an INVITE or re-INVITE that we sent without an offer carries its own: returns our answer, which goes
    /// with the ACK. Default: nothing, after which most peers hang up.
    /// </summary>
    public virtual ReadOnlyMemory<byte> OnLateOffer(SipCall call, SipResponse response) => default;

    /// <summary>Outgoing: answered; the ACK has gone.</summary>
    public virtual void OnAnswered(SipCall call, SipResponse response)
    {
    }

    /// <summary>Incoming: the ACK to our answer came; its body answers our offer, if the INVITE had none.</summary>
    public virtual void OnConfirmed(SipCall call, SipRequest ack)
    {
    }

    /// <summary>
    /// The peer wants to change the session (re-INVITE, or UPDATE with a body). Answer with <see cref="SipOffer.Accept"/> or
    /// <see cref="SipOffer.Reject"/>, now or later. Default: an unchanged description is accepted with ours, a changed one
    /// refused with 488.
    /// </summary>
    public virtual void OnReinvite(SipCall call, SipOffer offer)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(offer);
        if (offer.Sdp.IsEmpty || offer.Sdp.Span.SequenceEqual(call.RemoteSdp.Span))
            offer.Accept(call.LocalSdp);
        else
            offer.Reject(488);
    }

    /// <summary>The ACK to our answer to a re-INVITE came; its body answers our offer, if the re-INVITE had none.</summary>
    public virtual void OnReinviteConfirmed(SipCall call, SipRequest ack)
    {
    }

    /// <summary>The peer asks us to call somebody else (RFC 3515). Default: refused with 603.</summary>
    public virtual void OnRefer(SipCall call, SipReferRequest refer)
    {
        ArgumentNullException.ThrowIfNull(refer);
        refer.Reject(603);
    }

    /// <summary>News of a referral that we asked for; see <see cref="SipReferral.Completion"/>.</summary>
    public virtual void OnReferProgress(SipCall call, SipReferral referral)
    {
    }

    /// <summary>
    /// Another request within the call: INFO, MESSAGE, NOTIFY of an unknown subscription… Default: OPTIONS and INFO are
    /// answered 200, NOTIFY 481, others 405.
    /// </summary>
    public virtual void OnRequest(SipCall call, SipIncomingRequest incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        incoming.Respond(incoming.Request.Method switch
        {
            SipMethods.Options or SipMethods.Info => 200,
            SipMethods.Notify => 481,
            _ => 405,
        });
    }

    /// <summary>The call is over. Comes exactly once for every call that was placed, came in or was restored.</summary>
    public virtual void OnEnded(SipCall call, SipCallEnd end)
    {
    }
}
