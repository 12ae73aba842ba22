using System.Net;
using VoipControl.Sip.Rtp;

namespace VoipControl.Sip.Phone;

/// <summary>Where a phone listens, who it is, and what it does with calls that come in.</summary>
public sealed record SipPhoneOptions
{
    /// <summary>Address and port of SIP; port 0 takes a free one. Default loopback. Media uses the same address.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The address that peers are told, in SIP and SDP. Default: the listening one; needed when that is "any".</summary>
    public IPAddress? AdvertisedAddress { get; init; }

    /// <summary>Ports for media. Default: any free ones.</summary>
    public RtpPortRange MediaPorts { get; init; } = RtpPortRange.Any;

    /// <summary>User part of its address where a call names no other caller. Default "phone".</summary>
    public string User { get; init; } = "phone";

    /// <summary>Name in User-Agent and Server headers.</summary>
    public string UserAgent { get; init; } = "VoipControl phone";

    /// <summary>Where registrations and calls are sent, whatever their domains say (an outbound proxy). Null: where the address leads.</summary>
    public SipHop? Proxy { get; init; }

    /// <summary>What a call says, made anew for each; played from the answer on, and silence after its end. Default: a tone of 440 Hz.</summary>
    public Func<IAudioSource> Sound { get; init; } = static () => new ToneSource(440);

    /// <summary>Tones that calls listen for, Hertz; see <see cref="RtpReceiverOptions.Tones"/>. Default: 440.</summary>
    public IReadOnlyList<double> ListenFor { get; init; } = [440];

    /// <summary>Codecs, the preferred first. Default: PCMU, PCMA.</summary>
    public PhoneCodecs Codecs { get; init; } = PhoneCodecs.PcmuFirst;

    /// <summary>
    /// Handles a call that came in, from ring to end: a straight function of the call; see <see cref="IncomingCalls"/>. It runs
    /// apart from the phone's loop. A call that it leaves unanswered is refused with 480, and one that it fails on with 500.
    /// Default: refuses with 480.
    /// </summary>
    public Func<PhoneCall, Task> Incoming { get; init; } = IncomingCalls.Reject(480);

    /// <summary>
    /// Whether the far end may send the phone to somebody else (REFER): it then places that call itself
    /// (<see cref="PhoneCall.Successor"/>). Default false: whoever is called could make the phone dial anything.
    /// </summary>
    public bool FollowsReferrals { get; init; }

    /// <summary>Calls at once; beyond it those that come in are refused with 503. Default 1000.</summary>
    public int MaxCalls { get; init; } = 1000;

    /// <summary>Times of the transactions.</summary>
    public SipTimers Timers { get; init; } = SipTimers.Default;
}
