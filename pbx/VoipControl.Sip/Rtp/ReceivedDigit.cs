namespace VoipControl.Sip.Rtp;

/// <summary>A digit that came as a telephone-event.</summary>
/// <param name="Digit">0 to 9, *, #, A to D.</param>
/// <param name="Duration">The longest duration that any of its packets told.</param>
/// <param name="At">When its first packet came, counted from the receiver's start.</param>
/// <param name="Ended">Whether its end was heard; false while it lasts, and when all its end packets were lost.</param>
public readonly record struct ReceivedDigit(char Digit, TimeSpan Duration, TimeSpan At, bool Ended);
