namespace VoipControl.Core.Calls;

/// <summary>Where a call stands: the most advanced state of its living legs.</summary>
public enum CallState : byte
{
    /// <summary>Known, nobody rings yet.</summary>
    New = 1,

    /// <summary>Somebody's phone rings.</summary>
    Ringing = 2,

    /// <summary>The caller was answered by the switch and talks to nobody yet.</summary>
    Answered = 3,

    /// <summary>The caller waits in park.</summary>
    Parked = 4,

    /// <summary>Two parties talk.</summary>
    Talking = 5,

    /// <summary>One party is on hold.</summary>
    Held = 6,

    /// <summary>Every leg is over.</summary>
    Ended = 7,
}
