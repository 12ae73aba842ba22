namespace VoipControl.Core.Calls;

/// <summary>What a <see cref="LegFact"/> says. The numbers are stored in the journal and in MySQL: never reuse one.</summary>
public enum FactKind : byte
{
    /// <summary>The leg exists (CHANNEL_CREATE).</summary>
    Created = 1,

    /// <summary>The far end rings (CHANNEL_PROGRESS).</summary>
    Ringing = 2,

    /// <summary>Audio flows before the answer (CHANNEL_PROGRESS_MEDIA).</summary>
    EarlyMedia = 3,

    /// <summary>The leg is answered (CHANNEL_ANSWER).</summary>
    Answered = 4,

    /// <summary>The leg is connected with <see cref="LegFact.OtherLeg"/> (CHANNEL_BRIDGE, one fact for each of the two legs).</summary>
    Bridged = 5,

    /// <summary>The leg is no longer connected with <see cref="LegFact.OtherLeg"/> (CHANNEL_UNBRIDGE, one fact for each of the two legs).</summary>
    Unbridged = 6,

    /// <summary>The leg's party was put on hold (CHANNEL_HOLD).</summary>
    Held = 7,

    /// <summary>The hold ended (CHANNEL_UNHOLD).</summary>
    Unheld = 8,

    /// <summary>The leg waits in park (CHANNEL_PARK).</summary>
    Parked = 9,

    /// <summary>The leg left park (CHANNEL_UNPARK).</summary>
    Unparked = 10,

    /// <summary>A recording of this leg began; <see cref="LegFact.Recording"/> is its file (RECORD_START).</summary>
    RecordingStarted = 11,

    /// <summary>The recording ended (RECORD_STOP).</summary>
    RecordingStopped = 12,

    /// <summary>The leg is being torn down and its cause is known (CHANNEL_HANGUP).</summary>
    HungUp = 13,

    /// <summary>The leg ended and its final report is here (CHANNEL_HANGUP_COMPLETE).</summary>
    Ended = 14,

    /// <summary>The leg's memory was freed (CHANNEL_DESTROY); ends a leg whose report was missed.</summary>
    Destroyed = 15,

    /// <summary>Something about the leg changed that only <see cref="LegFact.Details"/> tells (CALL_UPDATE with a transfer).</summary>
    Updated = 16,

    /// <summary>The leg was found on the switch by a compare (`uuid_dump`), not by its own event.</summary>
    Seen = 17,

    /// <summary>The leg was not found on the switch any more: its end is inferred, not reported.</summary>
    Gone = 18,

    /// <summary>The leg's final report was read from the switch's own record file after its events were missed.</summary>
    Reported = 19,
}
