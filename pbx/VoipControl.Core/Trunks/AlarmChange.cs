namespace VoipControl.Core.Trunks;

/// <summary>An alarm that was raised or cleared.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Raised">False: cleared.</param>
public readonly record struct AlarmChange(CanaryFault Fault, bool Raised);
