namespace VoipControl.Lab;

/// <summary>Who ends a call.</summary>
public enum LabSide
{
    /// <summary>The party of the root leg sends BYE or CANCEL.</summary>
    Caller,

    /// <summary>The party of the last leg dialled sends BYE.</summary>
    Callee,

    /// <summary>The switch ends the root leg itself, as uuid_kill does.</summary>
    Switch,
}
