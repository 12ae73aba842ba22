namespace VoipControl.Lab.Flood;

/// <summary>What fills a gap in an event template.</summary>
internal enum PatchKind
{
    /// <summary>Unique-ID of the caller's leg.</summary>
    UuidA,

    /// <summary>Unique-ID of the dialled leg.</summary>
    UuidB,

    /// <summary>The caller's number without its plus.</summary>
    Caller,

    /// <summary>The part of Call-IDs that is the call's own.</summary>
    CallId,

    /// <summary>Microseconds of one of the call's events.</summary>
    Micros,

    /// <summary>Seconds of one of the call's events.</summary>
    Seconds,

    /// <summary>Date and time of one of the call's events, in the event's format.</summary>
    Stamp,

    /// <summary>The date in the GMT format of Event-Date-GMT.</summary>
    Gmt,

    /// <summary>Event-Sequence.</summary>
    Sequence,

    /// <summary>Number of the session since the start.</summary>
    Session,

    /// <summary>Time between two of the call's events in some unit.</summary>
    Duration,
}
