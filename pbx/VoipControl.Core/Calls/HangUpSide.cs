namespace VoipControl.Core.Calls;

/// <summary>Who ended a call.</summary>
public enum HangUpSide : byte
{
    Caller = 1,
    Callee = 2,

    /// <summary>The switch or a command: neither party sent the end.</summary>
    System = 3,
}
