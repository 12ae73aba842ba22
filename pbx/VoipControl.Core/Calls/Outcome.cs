namespace VoipControl.Core.Calls;

/// <summary>How a call ended, in a dispatcher's words.</summary>
public enum Outcome : byte
{
    /// <summary>Two parties talked, or the switch itself served the caller (announcement, conference, park).</summary>
    Answered = 1,

    /// <summary>The caller hung up before anybody answered.</summary>
    Abandoned = 2,

    /// <summary>The called party was busy.</summary>
    Busy = 3,

    /// <summary>It rang and nobody answered.</summary>
    NoAnswer = 4,

    /// <summary>The called party refused.</summary>
    Rejected = 5,

    /// <summary>It could not be set up: no such number, no route, unreachable, or a fault.</summary>
    Failed = 6,
}
