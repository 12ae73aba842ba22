namespace VoipControl.Sip.Rtp;

/// <summary>Static payload types of RFC 3551 section 6, and the ranges of RFC 5761 that tell RTP from RTCP.</summary>
public static class RtpPayloadTypes
{
    /// <summary>PCMU: G.711 mu-law, 8000 Hz, one channel.</summary>
    public const byte Pcmu = 0;

    /// <summary>PCMA: G.711 A-law, 8000 Hz, one channel.</summary>
    public const byte Pcma = 8;

    /// <summary>Comfort noise (RFC 3389); counted in the sequence, not played.</summary>
    public const byte ComfortNoise = 13;

    /// <summary>The dynamic type that most telephones offer for telephone-event (RFC 4733); what holds is what was negotiated.</summary>
    public const byte UsualTelephoneEvent = 101;

    /// <summary>Whether this is audio that <see cref="G711"/> can decode.</summary>
    public static bool IsAudio(byte payloadType) => payloadType is Pcmu or Pcma;
}
