using System.Globalization;
using System.Net;
using System.Text;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Recovery;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>Makes the recovery document of a leg as it is now. Callers hold the gate.</summary>
internal static class RecoveryDocuments
{
    public static RecoveryDocument Of(SwitchCore core, Channel c, SipLeg leg, SipCall call, IPEndPoint local)
    {
        var snapshot = call.Snapshot();
        var variables = new List<KeyValuePair<string, string>>();
        foreach (var variable in c.Variables)
        {
            // Who is From and who is To is told anew below, by who placed the leg and not by who sent the last INVITE.
            if (!variable.Key.Equals("dlg_req_swap_direction", StringComparison.OrdinalIgnoreCase))
                variables.Add(variable);
        }
        // Said last, these are what counts.
        variables.AddRange(Dialog(snapshot, call, leg, local).ToVariables(!c.Inbound));
        var p = c.Profile;
        return new RecoveryDocument
        {
            CoreUuid = core.CoreId,
            Switchname = core.Options.Switchname,
            State = c.StateName,
            StateNumber = (int)c.Running,
            Outbound = !c.Inbound,
            BridgeOriginator = c is { Peer: not null, OtherType: "originatee" },
            Variables = Merge(variables),
            Dialplan = p.Dialplan,
            ProfileIndex = p.Index.ToString(CultureInfo.InvariantCulture),
            Profile = Profile(p),
            Originator = c is { OtherType: "originator", Other: { } originator } ? Profile(originator) : null,
            Originatee = c is { OtherType: "originatee", Other: { } originatee } ? Profile(originatee) : null,
            Times = new RecoveryTimes
            {
                Created = p.Created,
                ProfileCreated = p.ProfileCreated,
                Progress = p.Progress,
                ProgressMedia = p.ProgressMedia,
                Answered = p.Answered,
                Bridged = p.Bridged,
                LastHold = p.LastHold,
                HoldAccum = p.HoldAccum,
            },
            ExtensionName = leg.Extension,
            ExtensionNumber = leg.Extension is null ? null : p.Destination,
            Applications = [.. leg.Steps.Select(s => new RecoveryApplication(s.Application, s.Data))],
        };
    }

    private static RecoveryDialog Dialog(SipDialogSnapshot s, SipCall call, SipLeg leg, IPEndPoint local)
    {
        var media = leg.Media;
        var at = leg.RemoteSignalling;
        return new RecoveryDialog
        {
            CallId = s.CallId,
            LocalParty = SipAddress.Parse(s.LocalParty).WithTag(s.LocalTag).ToString(),
            RemoteParty = SipAddress.Parse(s.RemoteParty).WithTag(s.RemoteTag).ToString(),
            RemoteTarget = s.RemoteTarget,
            LocalContact = $"<sip:mod_sofia@{local}>",
            RouteSet = s.Routes,
            LocalCSeq = s.LocalSequence,
            RemoteCSeq = s.RemoteSequence,
            RemoteAddress = at.Address.ToString(),
            RemotePort = at.Port,
            Transport = call.RemoteAddress?.Protocol == SipProtocol.Tcp ? "tcp" : "udp",
            LocalSdp = Encoding.UTF8.GetString(media.LocalSdp.Span),
            RemoteSdp = Encoding.UTF8.GetString(media.RemoteSdp.Span),
            LocalMediaAddress = media.Local.Address.ToString(),
            LocalMediaPort = media.Local.Port,
            RemoteMediaAddress = (media.Remote?.Address ?? IPAddress.Any).ToString(),
            RemoteMediaPort = media.Remote?.Port ?? 0,
            Codec = media.Codec,
            SendPayload = media.PayloadType,
            ReceivePayload = media.PayloadType,
            SendDtmfPayload = media.TelephoneEventType,
            ReceiveDtmfPayload = media.TelephoneEventType,
            Ssrc = media.Session.Sender.Ssrc,
        };
    }

    // The last value of a name stands where its first one stood.
    private static List<KeyValuePair<string, string>> Merge(List<KeyValuePair<string, string>> variables)
    {
        var merged = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables)
            merged[name] = value;
        return [.. merged];
    }

    private static RecoveryProfile Profile(CallerProfile p) => new()
    {
        Username = p.Username,
        Dialplan = p.Dialplan,
        CallerIdName = p.CallerIdName,
        CallerIdNumber = p.CallerIdNumber,
        CalleeIdName = p.CalleeIdName,
        CalleeIdNumber = p.CalleeIdNumber,
        Ani = p.Ani,
        NetworkAddr = p.NetworkAddr,
        Rdnis = p.Rdnis,
        DestinationNumber = p.Destination,
        Uuid = p.Uuid,
        Source = p.Source,
        TransferSource = p.TransferSource,
        Context = p.Context,
        ChanName = p.ChannelName,
    };
}
