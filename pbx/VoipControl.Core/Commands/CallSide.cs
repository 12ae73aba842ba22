namespace VoipControl.Core.Commands;

/// <summary>A side of a call.</summary>
public enum CallSide : byte
{
    Caller = 1,
    Callee = 2,
}
