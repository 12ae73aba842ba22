namespace VoipControl.Sip.Rtp;

/// <summary>One step of a tone stream: frequencies together for a time, then silence.</summary>
/// <param name="On">Samples of tone.</param>
/// <param name="Off">Samples of silence after it.</param>
/// <param name="Frequencies">Hertz, each at the full volume divided by their number.</param>
/// <param name="Volume">dB as libteletone counts: 0 is the loudest, -63 the softest.</param>
/// <param name="FadeSamples">Samples after which the volume changes; 0 never.</param>
/// <param name="FadeBy">dB of each change.</param>
internal readonly record struct ToneStep(int On, int Off, double[] Frequencies, double Volume, int FadeSamples, double FadeBy);
