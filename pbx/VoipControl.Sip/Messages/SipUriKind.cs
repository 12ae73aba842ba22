namespace VoipControl.Sip;

/// <summary>Which grammar a URI follows.</summary>
internal enum SipUriKind : byte
{
    Other,
    Sip,
    Sips,
    Tel,
}
