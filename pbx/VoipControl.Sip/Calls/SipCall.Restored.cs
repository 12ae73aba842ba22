using System.Net;
using System.Text;

namespace VoipControl.Sip;

/// <content>Going on with a call that another endpoint set up.</content>
public sealed partial class SipCall
{
    /// <summary>How far our CSeq leaps: more requests than anybody sends in the time that a snapshot can be old.</summary>
    private const uint SequenceLeap = 10_000;

    /// <summary>The peer's latest Allow had UPDATE; unknown (a restored call) is no.</summary>
    internal bool PeerAllowsUpdate { get; private set; }

    internal static SipCall Restored(SipEndpoint endpoint, SipDialogSnapshot snapshot, SipCallHandler handler, SipCredentials? credentials)
    {
        var dialog = new SipDialog
        {
            CallId = snapshot.CallId,
            LocalTag = snapshot.LocalTag,
            RemoteTag = snapshot.RemoteTag,
            Local = SipAddress.Parse(snapshot.LocalParty).WithTag(null),
            Remote = SipAddress.Parse(snapshot.RemoteParty).WithTag(null),
            LocalSequence = (snapshot.LocalSequence + SequenceLeap) & int.MaxValue,
            RemoteSequence = snapshot.RemoteSequence,
            Routes = [.. snapshot.Routes.Select(SipAddress.Parse)],
            RemoteTarget = SipUri.Parse(snapshot.RemoteTarget),
            LocalSdp = Encoding.UTF8.GetBytes(snapshot.LocalSdp),
            RemoteSdp = Encoding.UTF8.GetBytes(snapshot.RemoteSdp),
            Session = snapshot.SessionExpires is { } seconds ? new SipSessionTerms(TimeSpan.FromSeconds(seconds), snapshot.IsRefresher) : null,
        };
        var call = new SipCall(endpoint, snapshot.Direction, dialog, handler, snapshot.ContactUser, null)
        {
            Digest = credentials?.CreateClient(),
            Target = ParseHop(snapshot.Target),
        };
        call._state = SipCallState.Confirmed;
        return call;
    }

    internal void Resume()
    {
        if (Endpoint.IsStopped)
        {
            End(new SipCallEnd(SipCallEndedBy.Transport, 503));
            return;
        }

        if (Endpoint.Calls.Count >= Endpoint.Options.MaxCalls || Endpoint.Calls.Find(CallId, LocalTag) is not null)
        {
            End(new SipCallEnd(SipCallEndedBy.Local, 503));
            return;
        }

        Endpoint.Calls.Add(this);
        _sessionTimer.Agree(_dialog.Session);
    }

    internal void AgreeSession(SipSessionTerms? terms) => _sessionTimer.Agree(terms);

    /// <summary>A re-INVITE that changes nothing; one that is under way or waits refreshes as well.</summary>
    internal void RefreshByReinvite()
    {
        if (_reinvites.IsIdle)
            _reinvites.Add(new SipReinvite(_dialog.LocalSdp, []));
    }

    internal void LearnMethods(SipMessage message)
    {
        if (message.Headers.Contains(SipHeaderNames.Allow))
            PeerAllowsUpdate = message.Headers.Values(SipHeaderNames.Allow).Contains(SipMethods.Update);
    }

    private static SipHop? ParseHop(string? text)
    {
        if (text is null)
            return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var protocol = text[..Math.Max(colon, 0)] switch
        {
            "udp" => SipProtocol.Udp,
            "tcp" => SipProtocol.Tcp,
            _ => throw new FormatException($"'{text}' is no target; udp:ADDRESS:PORT or tcp:ADDRESS:PORT is."),
        };
        return new SipHop(protocol, IPEndPoint.Parse(text.AsSpan(colon + 1)));
    }
}
