namespace VoipControl.Esl;

/// <summary>Which sides of a bridged call a command acts on.</summary>
public enum EslLegs
{
    /// <summary>The channel that is named.</summary>
    This,

    /// <summary>The channel it is bridged to.</summary>
    Other,

    /// <summary>Both.</summary>
    Both,
}
