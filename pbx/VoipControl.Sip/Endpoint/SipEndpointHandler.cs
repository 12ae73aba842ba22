namespace VoipControl.Sip;

/// <summary>
/// What an endpoint's owner does with what comes in. Every method runs on the endpoint's loop, one at a time, and must not
/// block: longer work goes elsewhere and answers from there, all answers may be given from any thread.
/// </summary>
public abstract class SipEndpointHandler
{
    /// <summary>
    /// A new call came in. Give it a handler (<see cref="SipCall.Handler"/>) here and answer it now or later. Default: 480.
    /// </summary>
    public virtual void OnCall(SipCall incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        incoming.Reject(480);
    }

    /// <summary>
    /// A request that belongs to no call: OPTIONS, REGISTER, SUBSCRIBE, MESSAGE… Default: OPTIONS is answered 200, others 405.
    /// </summary>
    public virtual void OnRequest(SipIncomingRequest incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        if (incoming.Request.Method == SipMethods.Options)
            incoming.Respond(200);
        else
            incoming.Respond(405);
    }

    /// <summary>
    /// A handler of ours threw, or the endpoint met a defect of its own. The call or message it happened in goes on as if the
    /// handler had done nothing. Default: ignored; log it.
    /// </summary>
    public virtual void OnError(Exception error)
    {
    }
}
