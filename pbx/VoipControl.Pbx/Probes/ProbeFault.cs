namespace VoipControl.Pbx.Probes;

/// <summary>What was wrong with one leg. A leg has at most one: the first of these that holds.</summary>
public enum ProbeFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It was refused, rang too long, or its signalling got no answer.</summary>
    NotAnswered,

    /// <summary>Somebody other than the probe ended it before its time was over.</summary>
    EndedEarly,

    /// <summary>No packet came, and nothing is known of the other way or it was silent too.</summary>
    NoAudio,

    /// <summary>No packet came here, while the other leg of the call did hear.</summary>
    OneWay,

    /// <summary>Packets came, but not the tone of the other leg.</summary>
    WrongAudio,

    /// <summary>The largest gap is above what was allowed.</summary>
    Gap,
}
