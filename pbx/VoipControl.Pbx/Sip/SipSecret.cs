namespace VoipControl.Pbx.Sip;

/// <summary>The secret that marks of test calls are keyed by. Never shown.</summary>
internal sealed class SipSecret(string value)
{
    public string Value => value;
}
