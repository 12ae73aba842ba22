namespace VoipControl.Lab.Recovery;

/// <summary>
/// The SIP dialog and the media of a leg, as far as another switch needs them to go on: what sofia_recover_callback and
/// sofia_glue_do_invite (sofia_glue.c) and switch_core_media_recover_session (switch_core_media.c) read from the variables.
/// </summary>
internal sealed record RecoveryDialog
{
    /// <summary>Call-ID.</summary>
    public required string CallId { get; init; }

    /// <summary>From of our requests, tag included, such as <c>"Ann" &lt;sip:1@h&gt;;tag=x</c>.</summary>
    public required string LocalParty { get; init; }

    /// <summary>To of our requests, tag included.</summary>
    public required string RemoteParty { get; init; }

    /// <summary>Request-URI of our requests: the peer's Contact.</summary>
    public required string RemoteTarget { get; init; }

    /// <summary>Our Contact, as <c>&lt;sip:mod_sofia@h:5060&gt;</c>; null when unknown.</summary>
    public string? LocalContact { get; init; }

    /// <summary>Route headers of our requests in order, each as <c>&lt;sip:…;lr&gt;</c>.</summary>
    public IReadOnlyList<string> RouteSet { get; init; } = [];

    /// <summary>CSeq of our last request; null when unknown (a document of the real switch for a leg that called it): then begin anew.</summary>
    public uint? LocalCSeq { get; init; }

    /// <summary>CSeq of the peer's last request; null when there was none or it is unknown.</summary>
    public uint? RemoteCSeq { get; init; }

    /// <summary>Where the peer's SIP packets come from; requests without a route go there.</summary>
    public required string RemoteAddress { get; init; }

    /// <summary>Port of <see cref="RemoteAddress"/>.</summary>
    public required int RemotePort { get; init; }

    /// <summary>udp, tcp…</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>Our last description of the session.</summary>
    public required string LocalSdp { get; init; }

    /// <summary>The peer's last description of the session.</summary>
    public required string RemoteSdp { get; init; }

    /// <summary>Where our RTP is received.</summary>
    public required string LocalMediaAddress { get; init; }

    /// <summary>Port of <see cref="LocalMediaAddress"/>; the peer goes on sending there, so bind the same.</summary>
    public required int LocalMediaPort { get; init; }

    /// <summary>Where the peer receives RTP.</summary>
    public required string RemoteMediaAddress { get; init; }

    /// <summary>Port of <see cref="RemoteMediaAddress"/>.</summary>
    public required int RemoteMediaPort { get; init; }

    /// <summary>Codec name, such as PCMU.</summary>
    public required string Codec { get; init; }

    /// <summary>Clock rate in Hz.</summary>
    public int CodecRate { get; init; } = 8000;

    /// <summary>Milliseconds of one packet.</summary>
    public int PacketTime { get; init; } = 20;

    /// <summary>Payload type we send.</summary>
    public required int SendPayload { get; init; }

    /// <summary>Payload type we receive.</summary>
    public required int ReceivePayload { get; init; }

    /// <summary>Payload type of telephone-event that we send; null = the peer does not take it.</summary>
    public int? SendDtmfPayload { get; init; }

    /// <summary>Payload type of telephone-event that we receive; null = none was agreed.</summary>
    public int? ReceiveDtmfPayload { get; init; }

    /// <summary>SSRC of what we send; null = unknown.</summary>
    public uint? Ssrc { get; init; }

    /// <summary>Dialog and media of a document.</summary>
    /// <exception cref="RecoveryException">A variable is missing or malformed; the message names it and the leg.</exception>
    public static RecoveryDialog From(RecoveryDocument document) => RecoveryVariables.Read(document);

    /// <summary>The variables that hold it, for the document's <see cref="RecoveryDocument.Variables"/>.</summary>
    /// <param name="outbound">Whether the switch placed the leg: it decides which party is From in FreeSWITCH's variables.</param>
    public IReadOnlyList<KeyValuePair<string, string>> ToVariables(bool outbound) => RecoveryVariables.Write(this, outbound);
}
