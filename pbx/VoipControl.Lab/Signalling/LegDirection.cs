namespace VoipControl.Lab.Signalling;

/// <summary>What the switch tells a telephone about the direction of its audio.</summary>
internal enum LegDirection
{
    /// <summary>sendrecv.</summary>
    Both,

    /// <summary>sendonly: the telephone is held and shall only listen.</summary>
    Held,
}
