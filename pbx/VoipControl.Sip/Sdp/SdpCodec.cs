using System.Globalization;

namespace VoipControl.Sip.Sdp;

/// <summary>One RTP format of a media description (RFC 4566 6, rtpmap and fmtp).</summary>
/// <param name="PayloadType">0 to 127; below 96 mostly fixed by RFC 3551.</param>
/// <param name="Name">The encoding's name; case-insensitive.</param>
/// <param name="ClockRate">Ticks a second.</param>
/// <param name="Channels">1 unless the description says otherwise.</param>
/// <param name="Parameters">The fmtp text, or null.</param>
public sealed record SdpCodec(int PayloadType, string Name, int ClockRate, int Channels = 1, string? Parameters = null)
{
    /// <summary>G.711 µ-law, 8 kHz, payload type 0.</summary>
    public static SdpCodec Pcmu { get; } = new(0, "PCMU", 8000);

    /// <summary>G.711 A-law, 8 kHz, payload type 8.</summary>
    public static SdpCodec Pcma { get; } = new(8, "PCMA", 8000);

    /// <summary>Digits as RTP events (RFC 4733), 8 kHz, under the number most others use too.</summary>
    public static SdpCodec TelephoneEvent { get; } = new(101, "telephone-event", 8000, 1, "0-15");

    /// <summary>Whether it is the format of digits, not of sound.</summary>
    public bool IsTelephoneEvent => string.Equals(Name, "telephone-event", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether both are the same encoding, whatever their numbers and parameters.</summary>
    public bool IsSameEncoding(SdpCodec other) =>
        string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase) && ClockRate == other.ClockRate && Channels == other.Channels;

    /// <summary>The encoding a number has without an rtpmap (RFC 3551 6), or null when it has none.</summary>
    internal static SdpCodec? Static(int payloadType) => payloadType switch
    {
        0 => Pcmu,
        3 => new SdpCodec(3, "GSM", 8000),
        4 => new SdpCodec(4, "G723", 8000),
        8 => Pcma,
        // 16 kHz sound, but the clock of RFC 3551 4.5.2 is 8000.
        9 => new SdpCodec(9, "G722", 8000),
        10 => new SdpCodec(10, "L16", 44100, 2),
        11 => new SdpCodec(11, "L16", 44100),
        13 => new SdpCodec(13, "CN", 8000),
        15 => new SdpCodec(15, "G728", 8000),
        18 => new SdpCodec(18, "G729", 8000),
        _ => null,
    };

    internal string RtpMap => Channels == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{PayloadType} {Name}/{ClockRate}")
        : string.Create(CultureInfo.InvariantCulture, $"{PayloadType} {Name}/{ClockRate}/{Channels}");
}
