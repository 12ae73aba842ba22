namespace VoipControl.Sip.Phone;

/// <summary>An account by which a phone can be reached once it has registered.</summary>
/// <param name="Address">Its address of record, such as sip:1001@voip.example.</param>
/// <param name="Credentials">What the registrar's challenge is answered with.</param>
public sealed record PhoneAccount(SipUri Address, SipCredentials Credentials)
{
    /// <summary>Where the registration is sent; null: the phone's proxy, or else the address's domain.</summary>
    public SipHop? Registrar { get; init; }

    /// <summary>How long a registration shall last; the registrar may shorten it. Default 5 minutes.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromMinutes(5);
}
