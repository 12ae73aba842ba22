namespace VoipControl.Lab.Signalling;

/// <summary>Where a real caller's INVITE came from, for the names and variables of its leg.</summary>
internal sealed record InboundOrigin
{
    /// <summary>Host of From, with its port when it has one.</summary>
    public required string FromHost { get; init; }

    /// <summary>Address that the INVITE came from.</summary>
    public required string NetworkAddress { get; init; }

    public required string CallId { get; init; }
    public required string LocalTag { get; init; }
    public required string RemoteTag { get; init; }

    /// <summary>Dialplan context of the profile, or of the user who authenticated.</summary>
    public required string Context { get; init; }
}
