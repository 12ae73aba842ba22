using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Sip;

namespace VoipControl.Lab.Signalling;

/// <summary>REFER of a telephone: blind and attended transfers (sofia_handle_sip_i_refer). Callers hold the gate.</summary>
internal sealed class SipTransfers(SwitchLife life)
{
    public void Refer(SipLeg leg, SipReferRequest refer)
    {
        var c = leg.Channel;
        if (c.State >= ChannelState.HANGUP || !c.Answered)
        {
            refer.Reject(481);
            return;
        }
        if (refer.Replaces is { } replaces)
            Attended(c, refer, replaces);
        else
            Blind(c, refer);
    }

    private void Blind(Channel c, SipReferRequest refer)
    {
        if (refer.Target.User is not { Length: > 0 } destination)
        {
            refer.Reject(400, "Refer-To has no user");
            return;
        }
        refer.Accept();
        if (c.Peer is not { } other)
        {
            refer.Notify(403);
            return;
        }
        refer.Notify(200);
        c.Variables["endpoint_disposition"] = "BLIND_TRANSFER";
        other.Variables["sip_refer_to"] = refer.ReferTo.ToString();
        if (refer.ReferredBy is { Length: > 0 } by)
            other.Variables["sip_h_Referred-By"] = by;
        life.Moves.Transfer(other, destination, "XML", ContextOf(other));
        life.Dialling.Route(other, destination);
    }

    private void Attended(Channel c, SipReferRequest refer, SipReplaces replaces)
    {
        refer.Accept();
        // Replaces is written for its receiver: its to-tag is ours.
        var second = life.Core.Channels.Values.FirstOrDefault(o => o.Sip?.Call is { } call && call.CallId == replaces.CallId
            && call.LocalTag == replaces.ToTag && call.RemoteTag == replaces.FromTag);
        if (second is null || second == c || c.Peer is not { } other)
        {
            refer.Notify(481);
            return;
        }
        refer.Notify(200);
        second.Variables["endpoint_disposition"] = "ATTENDED_TRANSFER";
        if (second.Peer is not null)
        {
            life.Moves.Leave(c, second);
            return;
        }
        // It consulted an application: the other party gets that.
        var destination = second.Profile.Destination;
        life.Moves.Transfer(other, destination, "XML", ContextOf(other));
        life.Dialling.Route(other, destination);
        life.Ending.End(second, "ATTENDED_TRANSFER", byFarEnd: false);
    }

    private static string ContextOf(Channel c) => c.Variables["force_transfer_context"] ?? c.Profile.Context;
}
