namespace VoipControl.Sip;

/// <summary>A request on its way: its transaction begins when the address is known.</summary>
internal sealed class SipSent(SipRequest request)
{
    public SipRequest Request { get; } = request;

    public SipClientTransaction? Transaction { get; set; }
}
