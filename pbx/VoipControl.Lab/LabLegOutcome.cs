namespace VoipControl.Lab;

/// <summary>What really became of one leg. Times are microseconds since 1970, as in the events; 0 = never happened.</summary>
/// <param name="Uuid">Unique-ID of the leg.</param>
/// <param name="Direction"><c>inbound</c> or <c>outbound</c>.</param>
/// <param name="Number">The number the leg dialled (Caller-Destination-Number at its creation).</param>
/// <param name="CreatedMicros">Caller-Channel-Created-Time.</param>
/// <param name="AnsweredMicros">Caller-Channel-Answered-Time.</param>
/// <param name="EndedMicros">Caller-Channel-Hangup-Time.</param>
/// <param name="HangupCause">Hangup-Cause; empty while the leg is up and when it was lost.</param>
public readonly record struct LabLegOutcome(
    string Uuid, string Direction, string Number, long CreatedMicros, long AnsweredMicros, long EndedMicros, string HangupCause);
