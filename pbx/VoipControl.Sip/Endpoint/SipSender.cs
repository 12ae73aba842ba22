namespace VoipControl.Sip;

/// <summary>
/// Sends requests: completes their headers, finds their next hop, opens their transaction; for ACKs to 2xx, which have none,
/// keeps the bytes. Used on the loop only.
/// </summary>
internal sealed class SipSender(
    SipEndpointOptions options, SipTransactions transactions, SipResolver resolver, SipIdentifiers identifiers, Func<string> sentBy)
{
    /// <summary>The methods we understand, for Allow.</summary>
    public const string Allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, NOTIFY, MESSAGE";

    /// <summary>The extensions we understand, for Supported.</summary>
    public const string Supported = "timer, replaces";

    /// <summary>
    /// Sends a request in a transaction to where <paramref name="next"/> leads; its user hears every response, at last a final
    /// one.
    /// </summary>
    public SipSent Send(SipRequest request, SipUri next, SipHop? target, SipProtocol? protocol, Action<SipResponse> deliver)
    {
        var sent = new SipSent(request);
        Route(request, next, target, protocol, found =>
        {
            if (found is not { } hop)
            {
                deliver(SipLocalResponse.Create(request, 503, $"No way to {next}"));
                return;
            }

            Complete(request, hop);
            sent.Transaction = transactions.SendRequest(request, hop, deliver);
        });
        return sent;
    }

    /// <summary>Sends an ACK to a 2xx; <paramref name="sent"/> gets what to send again when the 2xx is repeated.</summary>
    public void SendAck(SipRequest ack, SipUri next, SipHop? target, SipProtocol? protocol, Action<Action> sent) =>
        Route(ack, next, target, protocol, found =>
        {
            if (found is not { } hop)
                return;
            Complete(ack, hop);
            var bytes = (ReadOnlyMemory<byte>)ack.ToBytes();
            transactions.Send(bytes, hop, null);
            sent(() =>
            {
                transactions.Counters.Retransmitted++;
                transactions.Send(bytes, hop, null);
            });
        });

    /// <summary>Sends a CANCEL to where its INVITE went.</summary>
    public void SendCancel(SipRequest cancel, SipHop hop, Action<SipResponse> deliver) =>
        transactions.SendRequest(cancel, hop, deliver);

    private void Route(SipRequest request, SipUri next, SipHop? target, SipProtocol? protocol, Action<SipHop?> found)
    {
        // What a proxy recorded goes before what we were told at first: only the proxies know the way back.
        if (target is { } fixedHop && request.Routes.Count == 0)
            found(fixedHop.Protocol == SipProtocol.Tcp && !options.Tcp ? null : fixedHop);
        else
            resolver.Find(next, protocol, found);
    }

    private void Complete(SipRequest request, SipHop hop)
    {
        var transport = hop.Protocol == SipProtocol.Udp ? "UDP" : "TCP";
        request.Headers.AddFirst(SipHeaderNames.Via, $"SIP/2.0/{transport} {sentBy()};rport;branch={identifiers.Branch()}");
        if (!request.Headers.Contains(SipHeaderNames.MaxForwards))
            request.Headers.Add(SipHeaderNames.MaxForwards, "70");
        if (!request.Headers.Contains(SipHeaderNames.UserAgent) && options.UserAgent.Length > 0)
            request.Headers.Add(SipHeaderNames.UserAgent, options.UserAgent);
    }
}
