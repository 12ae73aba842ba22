namespace VoipControl.Sip;

/// <summary>
/// What finds a transaction: the branch, which its creator makes unique, and the method (RFC 3261 17.1.3); at a server also
/// the creator's sent-by, since branches of two clients may collide (17.2.3). An ACK finds its INVITE.
/// </summary>
internal readonly record struct SipTransactionKey(string Branch, string SentBy, string Method)
{
    public static SipTransactionKey OfClient(SipVia top, string method) => new(top.Branch ?? "", "", method);

    public static SipTransactionKey OfServer(SipVia top, string method) =>
        new(top.Branch ?? "", $"{top.Host.ToLowerInvariant()}:{top.Port ?? 5060}", method == SipMethods.Ack ? SipMethods.Invite : method);
}
