namespace VoipControl.Core.Calls;

/// <summary>How a call was handed on.</summary>
public enum TransferKind : byte
{
    Blind = 1,
    Attended = 2,

    /// <summary>Two legs were joined by command (uuid_bridge).</summary>
    Bridge = 3,
}
