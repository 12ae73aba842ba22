namespace VoipControl.Sip.Phone;

/// <summary>Whether a phone holds the far end of a call, and how (RFC 3264 section 8.4).</summary>
internal enum PhoneHold
{
    /// <summary>No hold: sendrecv.</summary>
    None,

    /// <summary>The far end hears music: sendonly.</summary>
    Music,

    /// <summary>Nobody sends: inactive.</summary>
    Silent,
}
