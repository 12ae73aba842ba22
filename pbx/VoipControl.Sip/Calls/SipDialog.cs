namespace VoipControl.Sip;

/// <summary>
/// What two user agents keep about each other (RFC 3261 12), as a value: a change makes a new one, so that a reader on any
/// thread sees a whole one.
/// </summary>
internal sealed record SipDialog
{
    public required string CallId { get; init; }

    public required string LocalTag { get; init; }

    /// <summary>Empty until the peer has sent one.</summary>
    public string RemoteTag { get; init; } = "";

    /// <summary>Without tag.</summary>
    public required SipAddress Local { get; init; }

    /// <summary>Without tag.</summary>
    public required SipAddress Remote { get; init; }

    public required uint LocalSequence { get; init; }

    public uint? RemoteSequence { get; init; }

    /// <summary>In the order of our Route header.</summary>
    public IReadOnlyList<SipAddress> Routes { get; init; } = [];

    public required SipUri RemoteTarget { get; init; }

    /// <summary>Where requests go next: the first router, strict or loose, or the peer itself.</summary>
    public SipUri NextHop => Routes.Count > 0 ? Routes[0].Uri : RemoteTarget;

    /// <summary>Our latest session description.</summary>
    public ReadOnlyMemory<byte> LocalSdp { get; init; }

    /// <summary>The peer's latest session description.</summary>
    public ReadOnlyMemory<byte> RemoteSdp { get; init; }

    /// <summary>The agreed session timer (RFC 4028).</summary>
    public SipSessionTerms? Session { get; init; }

    /// <summary>The callee's side (RFC 3261 12.1.1).</summary>
    public static SipDialog OfRequest(SipRequest invite, string localTag, uint localSequence) => new()
    {
        CallId = invite.CallId,
        LocalTag = localTag,
        RemoteTag = invite.FromTag ?? "",
        Local = invite.To.WithTag(null),
        Remote = invite.From.WithTag(null),
        LocalSequence = localSequence,
        RemoteSequence = invite.CSeq.Number,
        RemoteSdp = SipBodies.Sdp(invite),
        Routes = [.. invite.RecordRoutes],
        RemoteTarget = invite.Contacts.Count > 0 ? invite.Contacts[0].Uri : invite.From.Uri,
    };

    /// <summary>The caller's side after a response with a tag (RFC 3261 12.1.2): the route set is recorded backwards.</summary>
    public SipDialog WithResponse(SipResponse response) => this with
    {
        // Another fork counts its own requests.
        RemoteSequence = response.ToTag == RemoteTag ? RemoteSequence : null,
        RemoteTag = response.ToTag ?? "",
        Routes = [.. response.RecordRoutes.Reverse()],
        RemoteTarget = response.Contacts.Count > 0 ? response.Contacts[0].Uri : RemoteTarget,
    };

    /// <summary>The peer's description, if the message has one.</summary>
    public SipDialog WithSdpOf(SipMessage message) =>
        SipBodies.Sdp(message) is { IsEmpty: false } sdp ? this with { RemoteSdp = sdp } : this;

    /// <summary>The peer's new Contact, if the message has one (target refresh, RFC 3261 12.2.1.2 and 12.2.2).</summary>
    public SipDialog WithTargetOf(SipMessage message) =>
        message.Contacts.Count > 0 ? this with { RemoteTarget = message.Contacts[0].Uri } : this;

    /// <summary>A request within the dialog (RFC 3261 12.2.1.1); the caller has counted up the sequence.</summary>
    public SipRequest CreateRequest(string method, uint sequence)
    {
        var request = new SipRequest(method, RemoteTarget);
        SipRouting.Apply(request, RemoteTarget, Routes);
        request.Headers.Add(SipHeaderNames.MaxForwards, "70");
        request.Headers.Add(SipHeaderNames.From, Local.WithTag(LocalTag).ToString());
        request.Headers.Add(SipHeaderNames.To, RemoteTag.Length == 0 ? Remote.ToString() : Remote.WithTag(RemoteTag).ToString());
        request.Headers.Add(SipHeaderNames.CallId, CallId);
        request.Headers.Add(SipHeaderNames.CSeq, $"{sequence} {method}");
        return request;
    }
}
