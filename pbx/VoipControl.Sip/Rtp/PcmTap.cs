namespace VoipControl.Sip.Rtp;

/// <summary>Listens to decoded audio as it passes. It runs where the packet is handled and must neither wait nor keep the span.</summary>
/// <param name="samples">PCM, 8000 samples a second.</param>
/// <param name="missing">Samples that are missing before these, by the RTP timestamps; 0 when they follow at once.</param>
public delegate void PcmTap(ReadOnlySpan<short> samples, int missing);
