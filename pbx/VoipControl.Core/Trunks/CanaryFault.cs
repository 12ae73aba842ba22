namespace VoipControl.Core.Trunks;

/// <summary>What can be wrong with a canary call. Each is an alarm of its own; the most telling one comes first.</summary>
public enum CanaryFault : byte
{
    /// <summary>The call could not be placed for a reason of our own (no port, no route): it says nothing of the target.</summary>
    NotPlaced = 1,

    /// <summary>It was not answered in time, or nothing answered at all.</summary>
    NoAnswer = 2,

    /// <summary>It ended with another cause than it should: refused where an answer was due, or answered where a refusal was.</summary>
    WrongCause = 3,

    /// <summary>It was answered, but not by our own callee (mode loop).</summary>
    NotReturned = 4,

    /// <summary>Nobody hears anything.</summary>
    NoAudio = 5,

    /// <summary>One way: we hear nothing, the far end hears us.</summary>
    OneWayTowardsUs = 6,

    /// <summary>One way: we hear the far end, it does not hear us.</summary>
    OneWayFromUs = 7,

    /// <summary>There is audio, but not the tone that was sent: another party, an announcement, a bad transcoder.</summary>
    WrongTone = 8,

    /// <summary>It was answered later than the limit.</summary>
    SlowSetUp = 9,

    /// <summary>It ended before we hung up.</summary>
    EndedEarly = 10,
}
