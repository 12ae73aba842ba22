namespace VoipControl.Core.Calls;

/// <summary>Where a leg stands.</summary>
public enum LegState : byte
{
    /// <summary>Made, nothing heard of the far end yet.</summary>
    New = 1,

    /// <summary>The far end rings.</summary>
    Ringing = 2,

    /// <summary>Audio before the answer.</summary>
    EarlyMedia = 3,

    /// <summary>Answered and connected with nobody: an announcement, an IVR, an echo, a conference.</summary>
    Answered = 4,

    /// <summary>Connected with another leg.</summary>
    Bridged = 5,

    /// <summary>On hold.</summary>
    Held = 6,

    /// <summary>Waiting in park.</summary>
    Parked = 7,

    /// <summary>Hung up, its final report is due.</summary>
    HangingUp = 8,

    /// <summary>Over.</summary>
    Ended = 9,
}
