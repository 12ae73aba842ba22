namespace VoipControl.Sip;

/// <summary>
/// Where every received message goes first: to its transaction, its call, or the handler; what fits nowhere is refused, as
/// RFC 3261 8.2 orders the checks, or ignored. Used on the loop only.
/// </summary>
internal sealed class SipInbox(SipEndpoint endpoint, SipEndpointHandler handler, SipCounters counters)
{
    /// <summary>Retry-After of a refusal for want of room, in seconds.</summary>
    private const string RetryAfter = "5";

    private static readonly DefaultCallHandler NoHandler = new();

    private readonly SipAllowance _refusals = new(endpoint.Options.RefusalsPerSecond, endpoint.Time);

    private SipTransactions Transactions => endpoint.Transactions;

    public void Receive(SipReceived received)
    {
        if (endpoint.IsStopped)
            return;
        // RFC 5626 3.5.1: an empty line keeps a path through a NAT open.
        if (received.Bytes.Span.IndexOfAnyExcept((byte)'\r', (byte)'\n') < 0)
            return;
        counters.Received++;
        var parse = SipParser.Parse(received.Bytes, endpoint.Options.Limits);
        switch (parse.Message)
        {
            case SipRequest request:
                Receive(request, received.Hop);
                break;
            case SipResponse response:
                // RFC 3261 8.1.3.3: a response with a second Via was on its way to somebody else.
                if (response.Vias.Count != 1 || !Transactions.Receive(response))
                    counters.Stray++;
                break;
            default:
                counters.Bad++;
                if (parse.Refusal is { } refusal && MayRefuse())
                {
                    refusal.TryAddToTag(endpoint.Identifiers.Tag());
                    endpoint.SendBytes(refusal.ToBytes(), received.Hop, null);
                }

                break;
        }
    }

    private void Receive(SipRequest request, SipHop source)
    {
        // RFC 3581 and RFC 3261 18.2.1: our answers carry where the request really came from.
        var via = request.TopVia;
        request.Headers.ReplaceFirst(SipHeaderNames.Via, via.WithSource(source.Remote).ToString());
        var hop = source.Protocol == SipProtocol.Udp && !via.HasRport
            ? new SipHop(SipProtocol.Udp, new System.Net.IPEndPoint(source.Remote.Address, via.Port ?? 5060))
            : source;
        if (via.Branch is not { } branch || !branch.StartsWith(SipVia.MagicCookie, StringComparison.OrdinalIgnoreCase) || branch.Length == SipVia.MagicCookie.Length)
            Refuse(request, hop, 400, "Via branch without magic cookie: RFC 2543 is not spoken here");
        else if (Transactions.Receive(request))
            return;
        else if (request.Method == SipMethods.Ack)
            ReceiveAck(request);
        else if (request.Method == SipMethods.Cancel)
            ReceiveCancel(request, hop);
        else if (request.ToTag is { } tag)
            ReceiveInCall(request, hop, tag);
        else
            ReceiveNew(request, hop);
    }

    private void ReceiveAck(SipRequest ack)
    {
        if (ack.ToTag is { } tag && endpoint.Calls.Find(ack.CallId, tag) is { } call && ack.FromTag == call.RemoteTag)
            call.ReceiveAck(ack);
        else
            counters.Stray++;
    }

    private void ReceiveCancel(SipRequest cancel, SipHop hop)
    {
        if (Transactions.FindCancelled(cancel) is not { } invite)
        {
            Refuse(cancel, hop, 481);
            return;
        }

        // RFC 3261 9.2: the CANCEL is answered whatever becomes of the INVITE.
        Transactions.Accept(cancel, hop).Respond(endpoint.CreateResponse(cancel, 200, null, endpoint.Identifiers.Tag()));
        if (invite.IsOpen)
            invite.Cancelled?.Invoke(cancel);
    }

    private void ReceiveInCall(SipRequest request, SipHop hop, string tag)
    {
        if (endpoint.Calls.Find(request.CallId, tag) is not { } call)
            Refuse(request, hop, 481);
        else if (MissingExtensions(request) is { Count: > 0 } missing)
            Refuse(request, hop, 420, null, (SipHeaderNames.Unsupported, string.Join(", ", missing)));
        else if (!call.Receive(request, () => Transactions.Accept(request, hop)))
            Refuse(request, hop, 503, null, (SipHeaderNames.RetryAfter, RetryAfter));
    }

    private void ReceiveNew(SipRequest request, SipHop hop)
    {
        var isInvite = request.Method == SipMethods.Invite;
        if (!IsKnown(request.Method))
            Refuse(request, hop, 501);
        else if (request.Method is SipMethods.Bye or SipMethods.Update or SipMethods.Prack)
            Refuse(request, hop, 481);
        else if (Transactions.IsMerged(request))
            Refuse(request, hop, 482);
        // A user agent may take a request with Max-Forwards 0 (RFC 4475 3.3.12). A call is likely to be sent on, which then
        // must not be: a loop would never end.
        else if (isInvite && request.MaxForwards == 0)
            Refuse(request, hop, 483);
        else if (MissingExtensions(request) is { Count: > 0 } missing)
            Refuse(request, hop, 420, null, (SipHeaderNames.Unsupported, string.Join(", ", missing)));
        else if (Transactions.ServerCount >= (isInvite ? endpoint.Options.MaxTransactions : endpoint.Options.MaxTransactions / 2))
            Refuse(request, hop, 503, null, (SipHeaderNames.RetryAfter, RetryAfter));
        else if (isInvite)
            ReceiveInvite(request, hop);
        else
            Hand(request, hop);
    }

    private void Hand(SipRequest request, SipHop hop)
    {
        var incoming = new SipIncomingRequest(endpoint, Transactions.Accept(request, hop), endpoint.Identifiers.Tag());
        endpoint.Guard(() => handler.OnRequest(incoming));
    }

    private void ReceiveInvite(SipRequest invite, SipHop hop)
    {
        SipCall? replaced = null;
        if (endpoint.Calls.Count >= endpoint.Options.MaxCalls)
            Refuse(invite, hop, 503, null, (SipHeaderNames.RetryAfter, RetryAfter));
        else if (invite.Contacts.Count != 1)
            Refuse(invite, hop, 400, "INVITE needs exactly one Contact");
        else if (!invite.Body.IsEmpty && !SipBodies.IsSdp(invite))
            Refuse(invite, hop, 415, null, (SipHeaderNames.Accept, SipBodies.SdpType));
        else if (SipSessionTerms.IsTooShort(invite, endpoint.Options.MinSessionExpires))
            Refuse(invite, hop, 422, null, (SipHeaderNames.MinSe, $"{(int)endpoint.Options.MinSessionExpires.TotalSeconds}"));
        else if (invite.Headers[SipHeaderNames.Replaces] is { } header && CannotReplace(header, out replaced) is { } status)
            Refuse(invite, hop, status);
        else
            TakeCall(SipCall.Incoming(endpoint, Transactions.Accept(invite, hop), replaced, NoHandler));
    }

    private void TakeCall(SipCall call) => endpoint.Guard(() => handler.OnCall(call));

    // RFC 3891 3: the status that refuses, or null when the named call may be replaced.
    private int? CannotReplace(string header, out SipCall? replaced)
    {
        replaced = null;
        if (!SipReplaces.TryParse(header, out var replaces))
            return 400;
        if (endpoint.Calls.Find(replaces.CallId, replaces.ToTag) is not { } call || call.RemoteTag != replaces.FromTag)
            return 481;
        replaced = call;
        return call.State switch
        {
            SipCallState.Ended => 603,
            SipCallState.Confirmed => replaces.EarlyOnly ? 486 : null,
            // Only the caller of a ringing call may be replaced in it.
            _ => call.Direction == SipCallDirection.Outgoing ? null : 481,
        };
    }

    /// <summary>Answers without a transaction: a repeated request is simply refused again (RFC 3261 8.2.7).</summary>
    private void Refuse(SipRequest request, SipHop hop, int status, string? reason = null, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        if (request.Method == SipMethods.Ack || !MayRefuse())
            return;
        var response = endpoint.CreateResponse(request, status, reason, endpoint.Identifiers.Tag());
        foreach (var (name, value) in headers)
            response.Headers.Add(name, value);
        endpoint.SendBytes(response.ToBytes(), hop, null);
    }

    private bool MayRefuse()
    {
        if (_refusals.Take())
        {
            counters.Refused++;
            return true;
        }

        counters.Unanswered++;
        return false;
    }

    private static List<string> MissingExtensions(SipRequest request) =>
        [.. request.Headers.Values(SipHeaderNames.Require).Where(option =>
            !option.Equals("timer", StringComparison.OrdinalIgnoreCase) && !option.Equals("replaces", StringComparison.OrdinalIgnoreCase))];

    private static bool IsKnown(string method) => method is
        SipMethods.Invite or SipMethods.Options or SipMethods.Register or SipMethods.Subscribe or SipMethods.Notify
        or SipMethods.Message or SipMethods.Info or SipMethods.Refer or SipMethods.Update or SipMethods.Prack or SipMethods.Bye
        or SipMethods.Publish;

    /// <summary>Until the owner sets another.</summary>
    private sealed class DefaultCallHandler : SipCallHandler;
}
