namespace VoipControl.Sip.Phone;

/// <summary>What comes to a phone outside its calls. Runs on the endpoint's loop.</summary>
internal sealed class PhoneEvents(SipPhone phone) : SipEndpointHandler
{
    public override void OnCall(SipCall incoming) => phone.Take(incoming);

    public override void OnError(Exception error) => phone.Fail(error);
}
