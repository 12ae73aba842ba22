using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Calls;

/// <summary>Transfers and bridges of live legs, by command or by plan (switch_ivr_session_transfer, switch_ivr_uuid_bridge).</summary>
internal sealed class CallMoves(SwitchCore core, LegSteps steps, CallEnding ending)
{
    /// <summary>Takes a leg out of its bridge and gives it a new destination; the far leg hangs up. The new
    /// destination's application is the caller's next step.</summary>
    public void Transfer(Channel c, string destination, string dialplan, string context)
    {
        c.Call.Transfers.Add(destination);
        c.State = ChannelState.ROUTING;
        if (c.Peer is { } peer)
            LeaveBridge(c, peer, () => Reroute(c, destination, dialplan, context));
        else
            Reroute(c, destination, dialplan, context);
        if (c.Parked)
            steps.Unpark(c);
        c.Enter(ChannelState.EXECUTE);
    }

    /// <summary>uuid_transfer -bleg: the far leg goes on alone, this one ends (blind-transfer-bleg).</summary>
    public void TransferFarLeg(Channel a, Channel b, string destination, string dialplan, string context)
    {
        a.Call.Transfers.Add(destination);
        Loosen(a);
        steps.Unbridge(a, b);
        steps.HangUp(a, "NORMAL_CLEARING");
        steps.EnterHangup(a);
        ending.Finish(a, "send_bye");
        RouteAlone(b, destination, dialplan, context);
    }

    /// <summary>uuid_transfer -both.</summary>
    public void TransferBoth(Channel a, Channel b, string destination, string dialplan, string context)
    {
        a.Call.Transfers.Add(destination);
        Loosen(a);
        steps.Unbridge(a, b);
        RouteAlone(b, destination, dialplan, context);
        a.State = ChannelState.ROUTING;
        Reroute(a, destination, dialplan, context);
        a.Enter(ChannelState.EXECUTE);
    }

    /// <summary>Joins two legs that were parked or talked to others (park-originate-bridge-transfer-kill).</summary>
    public void BridgeExisting(Channel a, Channel b)
    {
        foreach (var c in (Channel[])[a, b])
        {
            c.Sip?.StopScript();
            if (c.Peer is not { } peer || peer == a || peer == b)
                continue;
            LeaveBridge(c, peer, () => { });
        }
        Join(a, b);
    }

    /// <summary>The telephone behind two bridged legs leaves, and those it talked to talk to each other (REFER with Replaces,
    /// attended-transfer-by-refer).</summary>
    /// <param name="first">Its leg in the call that it transfers.</param>
    /// <param name="second">Its leg in the call that it consulted.</param>
    public void Leave(Channel first, Channel second)
    {
        var (a, b) = (first.Peer!, second.Peer!);
        b.Sip?.StopScript();
        if (second.OtherType == "originatee")
        {
            Loosen(second);
            Loosen(b);
            steps.Unbridge(second, b);
            steps.HangUp(second, "NORMAL_CLEARING");
            steps.EnterHangup(second);
            ending.Finish(second, "send_bye");
        }
        else
        {
            LeaveBridge(b, second, () => { });
        }
        a.Sip?.StopScript();
        LeaveBridge(a, first, () => { });
        Join(a, b);
        steps.TellPeer(a);
        steps.TellPeer(b);
    }

    private void Join(Channel a, Channel b)
    {
        var before = b.Profile.Clone();
        JoinOriginatee(a, b);
        before.ProfileCreated = b.Profile.ProfileCreated;
        JoinOriginator(a, b, before);
        a.Enter(ChannelState.SOFT_EXECUTE);
        a.Variables.Remove("uuid_bridge");
        core.SkipSequence(6);
        steps.Bridge(a, b);
        b.Variables["call_uuid"] = a.CallUuid;
    }

    private void JoinOriginatee(Channel a, Channel b)
    {
        var p = b.Profile;
        RememberOriginal(b);
        p.CallerIdName = a.Profile.CallerIdName;
        p.CallerIdNumber = a.Profile.CallerIdNumber;
        NewProfile(b, $"uuid_br:{a.Uuid}");
        b.OtherType = "originator";
        b.Other = a.Profile.CloneWithoutTimes();
        b.HitDialplan = false;
        SetBond(b, a);
        LeavePark(b);
    }

    private void JoinOriginator(Channel a, Channel b, CallerProfile other)
    {
        RememberOriginal(a);
        a.Profile.CalleeIdName = other.CalleeIdName;
        a.Profile.CalleeIdNumber = other.CalleeIdNumber;
        NewProfile(a, $"uuid_br:{b.Uuid}");
        a.OtherType = "originatee";
        a.Other = other;
        if (a.Inbound)
            core.Apply("inbound.bridged", a);
        a.Variables["uuid_bridge"] = b.Uuid;
        SetBond(a, b);
        LeavePark(a);
    }

    private void LeavePark(Channel c)
    {
        c.State = ChannelState.HIBERNATE;
        core.SkipSequence(2);
        if (c.Parked)
            steps.Unpark(c);
        c.Running = ChannelState.HIBERNATE;
    }

    // The leg that stays is told of the unbridge only after the other one's report.
    private void LeaveBridge(Channel c, Channel peer, Action reroute)
    {
        Loosen(peer);
        steps.HangUp(peer, "NORMAL_CLEARING");
        peer.Variables["sip_hangup_disposition"] = "send_bye";
        foreach (var recording in peer.Recordings.ToList())
            steps.StopRecording(peer, recording);
        steps.Complete(peer);
        reroute();
        Loosen(c);
        c.Variables["bridge_hangup_cause"] = "NORMAL_CLEARING";
        c.OtherType = null;
        c.Other = null;
        steps.Unbridge(c, peer);
        peer.Variables["call_uuid"] = peer.Uuid;
        steps.Destroy(peer);
    }

    private void RouteAlone(Channel b, string destination, string dialplan, string context)
    {
        Loosen(b);
        b.OtherType = null;
        b.Other = null;
        b.Enter(ChannelState.ROUTING);
        b.Variables["call_uuid"] = b.Uuid;
        Reroute(b, destination, dialplan, context);
        if (!b.Inbound && b.Variables["channel_cid_flipped"] is null)
            steps.FlipCallerId(b);
        b.Enter(ChannelState.EXECUTE);
    }

    private void Reroute(Channel c, string destination, string dialplan, string context)
    {
        c.Sip?.StopScript();
        // The profile as it was goes into the record's callflow; what follows changes the new one.
        NewProfile(c, $"bl_xfer:{destination}/{context}/{dialplan}");
        c.Profile.Rdnis = c.Profile.Destination;
        c.Profile.Destination = destination;
        c.Profile.Bridged = 0;
        c.Profile.Dialplan = dialplan;
        c.Profile.Context = context;
        var forwards = int.Parse(c.Variables["max_forwards"] ?? "70", System.Globalization.CultureInfo.InvariantCulture);
        c.Variables["max_forwards"] = (forwards - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private void NewProfile(Channel c, string how)
    {
        c.EarlierProfiles.Insert(0, c.Profile.Clone());
        c.Profile.ProfileCreated = core.NowMicros();
        c.Profile.Index++;
        c.Profile.TransferSource = $"{c.Profile.ProfileCreated / 1_000_000}:{core.NewUuid()}:{how}";
        c.Variables.Push("transfer_history", c.Profile.TransferSource);
        c.Variables["transfer_source"] = c.Profile.TransferSource;
    }

    private static void RememberOriginal(Channel c)
    {
        c.Variables["original_destination_number"] = c.Profile.Destination;
        c.Variables["original_caller_id_name"] = c.Profile.CallerIdName;
        c.Variables["original_caller_id_number"] = c.Profile.CallerIdNumber;
    }

    private static void SetBond(Channel c, Channel other)
    {
        c.Variables["bridge_channel"] = other.Name;
        c.Variables["bridge_uuid"] = other.Uuid;
        c.Variables["signal_bond"] = other.Uuid;
    }

    private static void Loosen(Channel c)
    {
        c.Variables.Remove("bridge_to");
        c.Variables.Remove("signal_bond");
    }
}
