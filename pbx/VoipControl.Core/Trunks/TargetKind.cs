namespace VoipControl.Core.Trunks;

/// <summary>What is being qualified.</summary>
public enum TargetKind : byte
{
    /// <summary>A SIP trunk to a carrier.</summary>
    Trunk = 1,

    /// <summary>A GSM gateway, or another device that turns SIP into telephony.</summary>
    Gateway = 2,

    /// <summary>One of our own switches, by its SIP port and not by its event socket.</summary>
    Node = 3,

    /// <summary>The virtual address that callers use; whichever node holds it answers.</summary>
    Address = 4,
}
