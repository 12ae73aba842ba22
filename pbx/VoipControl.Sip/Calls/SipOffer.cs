namespace VoipControl.Sip;

/// <summary>A re-INVITE or UPDATE of the peer that waits for our answer. May be answered from any thread, once.</summary>
public sealed class SipOffer
{
    private readonly SipCall _call;

    internal SipOffer(SipCall call, SipServerTransaction transaction)
    {
        _call = call;
        Transaction = transaction;
    }

    /// <summary>The request.</summary>
    public SipRequest Request => Transaction.Request;

    /// <summary>The offered description; empty when the peer wants us to offer (then its answer comes with the ACK).</summary>
    public ReadOnlyMemory<byte> Sdp => Request.Body;

    internal SipServerTransaction Transaction { get; }

    /// <summary>Accepts with our description: the answer, or our offer when <see cref="Sdp"/> is empty.</summary>
    public void Accept(ReadOnlyMemory<byte> sdp, IReadOnlyList<SipHeader>? headers = null)
    {
        var given = SipCall.Checked(headers);
        _call.Endpoint.Post(() => _call.AnswerOffer(this, sdp, given));
    }

    /// <summary>Refuses; the session goes on as it was. 488 when the media do not fit, 491 when we are busy changing it too.</summary>
    public void Reject(int status, string? reason = null)
    {
        SipText.RefuseLineBreaks(reason ?? "");
        _call.Endpoint.Post(() => _call.RefuseOffer(this, status, reason));
    }
}
