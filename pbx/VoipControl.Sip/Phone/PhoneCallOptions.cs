using VoipControl.Sip.Rtp;

namespace VoipControl.Sip.Phone;

/// <summary>How one call is placed. What is null is as the phone has it.</summary>
public sealed record PhoneCallOptions
{
    /// <summary>Who calls; null: the phone's user at its own address.</summary>
    public SipAddress? From { get; init; }

    /// <summary>What challenges are answered with; null: they end the call with 401 or 407.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>Further headers of the INVITE.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    /// <summary>What the call says.</summary>
    public Func<IAudioSource>? Sound { get; init; }

    /// <summary>Codecs offered.</summary>
    public PhoneCodecs? Codecs { get; init; }

    /// <summary>Leaves the offer to the far end (RFC 3261 13.2.1: an INVITE without a body).</summary>
    public bool LateOffer { get; init; }

    /// <summary>How long it may ring before it is cancelled. Default 60 seconds.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Session timer to ask for (RFC 4028), at least 90 seconds. Default none.</summary>
    public TimeSpan? SessionTimer { get; init; }

    /// <summary>Where its requests are sent, whatever the address says.</summary>
    public SipHop? Proxy { get; init; }
}
