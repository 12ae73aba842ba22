namespace VoipControl.Esl;

/// <summary>What uuid_hold does.</summary>
public enum EslHold
{
    /// <summary>Holds the channel.</summary>
    On,

    /// <summary>Takes it back.</summary>
    Off,

    /// <summary>Whichever it is not.</summary>
    Toggle,
}
