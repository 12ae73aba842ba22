using System.Net;

namespace VoipControl.Sip.Sdp;

/// <summary>What offer and answer have settled for the audio stream, seen by our side.</summary>
public sealed record SdpAgreement
{
    /// <summary>Where to send; null when the other side named no address, as on an old-style hold.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>The format of the sound, with the number the other side wants to see in what we send.</summary>
    public required SdpCodec Codec { get; init; }

    /// <summary>The payload type of the sound we send.</summary>
    public int AudioPayloadType => Codec.PayloadType;

    /// <summary>The payload type of the sound we get; mostly the same.</summary>
    public required int ReceivedPayloadType { get; init; }

    /// <summary>The payload type of digits we send, or null when digits were not agreed upon.</summary>
    public int? TelephoneEventType { get; init; }

    /// <summary>The payload type of digits we get, or null.</summary>
    public int? ReceivedTelephoneEventType { get; init; }

    /// <summary>Milliseconds of sound in each packet we send.</summary>
    public int PacketTime { get; init; } = 20;

    /// <summary>Whether we may send; false while the other side holds us.</summary>
    public bool MaySend { get; init; }

    /// <summary>Whether we are to expect media; false while we hold the other side.</summary>
    public bool MayReceive { get; init; }
}
