namespace VoipControl.Sip;

/// <summary>
/// All that another endpoint needs to go on with a confirmed call, in plain values that any serialiser takes. What
/// FreeSWITCH keeps in its recovery documents serves the same end (switch_core_recovery_track, sofia_recover_callback).
/// </summary>
public sealed record SipDialogSnapshot
{
    /// <summary>Who sent the first INVITE.</summary>
    public required SipCallDirection Direction { get; init; }

    /// <summary>Call-ID.</summary>
    public required string CallId { get; init; }

    /// <summary>Our tag.</summary>
    public required string LocalTag { get; init; }

    /// <summary>The peer's tag.</summary>
    public required string RemoteTag { get; init; }

    /// <summary>Our address as in From or To, without tag.</summary>
    public required string LocalParty { get; init; }

    /// <summary>The peer's address, without tag.</summary>
    public required string RemoteParty { get; init; }

    /// <summary>The CSeq number of our latest request.</summary>
    public required uint LocalSequence { get; init; }

    /// <summary>The CSeq number of the peer's latest request, if it sent any.</summary>
    public uint? RemoteSequence { get; init; }

    /// <summary>Where requests to the peer are addressed to: its Contact.</summary>
    public required string RemoteTarget { get; init; }

    /// <summary>The proxies on the way, in the order of our Route header.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Where requests are sent when there are no routes, e.g. <c>udp:10.0.0.1:5060</c>; null follows the target.</summary>
    public string? Target { get; init; }

    /// <summary>Our latest session description.</summary>
    public string LocalSdp { get; init; } = "";

    /// <summary>The peer's latest session description.</summary>
    public string RemoteSdp { get; init; } = "";

    /// <summary>The agreed session timer in seconds, if any.</summary>
    public int? SessionExpires { get; init; }

    /// <summary>True when we have to refresh the session.</summary>
    public bool IsRefresher { get; init; }

    /// <summary>The user part of our Contact.</summary>
    public string? ContactUser { get; init; }
}
