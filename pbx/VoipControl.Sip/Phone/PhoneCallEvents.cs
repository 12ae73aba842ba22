namespace VoipControl.Sip.Phone;

/// <summary>What a call of a phone does by itself when something happens to it. Runs on the endpoint's loop.</summary>
internal sealed class PhoneCallEvents(SipPhone phone, PhoneCall call, PhoneMedia media) : SipCallHandler
{
    public override void OnProgress(SipCall sip, SipResponse response)
    {
        if (response.Status is not (180 or 183)) return;
        call.WhenRinging();
        // A provisional description that does not fit is no reason to give the call up: the final one may.
        if (!response.Body.IsEmpty) media.Complete(response.Body, isFinal: false);
    }

    public override ReadOnlyMemory<byte> OnLateOffer(SipCall sip, SipResponse response) =>
        media.TryAnswer(response.Body) ? media.Answer!.Value : default;

    public override void OnAnswered(SipCall sip, SipResponse response)
    {
        if (!media.Complete(sip.RemoteSdp, isFinal: true))
        {
            // RFC 3261 13.2.2.4: a call whose answer cannot be used is acknowledged and ended at once.
            sip.HangUp(488, "SIP;cause=488;text=\"Not Acceptable Here\"");
            return;
        }

        media.Begin();
        call.WhenAnswered();
    }

    public override void OnConfirmed(SipCall sip, SipRequest ack) => CompleteWith(sip, ack);

    public override void OnReinvite(SipCall sip, SipOffer offer)
    {
        if (offer.Sdp.IsEmpty)
        {
            offer.Accept(media.Offer());
        }
        else if (media.TryAnswer(offer.Sdp))
        {
            offer.Accept(media.Answer!.Value);
            media.Begin();
        }
        else
        {
            offer.Reject(488);
        }
    }

    public override void OnReinviteConfirmed(SipCall sip, SipRequest ack) => CompleteWith(sip, ack);

    public override void OnRefer(SipCall sip, SipReferRequest refer)
    {
        if (phone.Options.FollowsReferrals) phone.Follow(call, refer);
        else refer.Reject(603);
    }

    public override void OnEnded(SipCall sip, SipCallEnd end)
    {
        call.WhenEnded(end);
        phone.Forget(call);
    }

    // The ACK answers an offer of ours, when the request before it had none.
    private void CompleteWith(SipCall sip, SipRequest ack)
    {
        if (ack.Body.IsEmpty || !media.IsOffering) return;
        if (!media.Complete(ack.Body, isFinal: true)) sip.HangUp(488, "SIP;cause=488;text=\"Not Acceptable Here\"");
    }
}
