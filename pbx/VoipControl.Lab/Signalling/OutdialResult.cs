using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Signalling;

/// <summary>What came of an attempt to reach somebody.</summary>
/// <param name="Leg">The leg that answered; null = nobody did.</param>
/// <param name="Cause">SUCCESS, or the hang-up cause of the last failure.</param>
internal sealed record OutdialResult(Channel? Leg, string Cause);
