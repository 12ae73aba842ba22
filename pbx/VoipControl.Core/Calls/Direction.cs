namespace VoipControl.Core.Calls;

/// <summary>Which way a leg or call runs, seen from the switch.</summary>
public enum Direction : byte
{
    /// <summary>It came to the switch from a trunk or an unknown peer.</summary>
    Inbound = 1,

    /// <summary>The switch placed it towards a trunk, or on command.</summary>
    Outbound = 2,

    /// <summary>From one extension to another.</summary>
    Internal = 3,
}
