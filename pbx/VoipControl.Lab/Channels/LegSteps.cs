using System.Globalization;

namespace VoipControl.Lab.Channels;

/// <summary>
/// The single things that happen to a leg, each with the event it fires. They know no order: stories put them in one.
/// Callers hold <see cref="SwitchCore.Gate"/>.
/// </summary>
internal sealed partial class LegSteps(SwitchCore core)
{
    public LegFactory Legs { get; } = new(core);

    public void Created(Channel c)
    {
        Fire(c, "CHANNEL_CREATE");
        if (c.Inbound)
        {
            c.CallState = "RINGING";
            c.Enter(ChannelState.EXECUTE);
            core.SkipSequence(6);
        }
        else
        {
            c.Enter(ChannelState.CONSUME_MEDIA);
            core.SkipSequence(3);
        }
    }

    /// <summary>A leg of a switch that died lives here now (takeover-recover-two-bridged-calls).</summary>
    public void Recovered(Channel c)
    {
        Fire(c, "CHANNEL_CREATE");
        c.Profile.Resurrect = 0;
        c.Running = c.State = c.Inbound ? ChannelState.EXECUTE : ChannelState.CONSUME_MEDIA;
        core.SkipSequence(3);
    }

    public void Run(Channel c, string application, string data = "")
    {
        c.Application = application;
        c.ApplicationData = data;
        c.Variables["current_application_data"] = data;
        c.Variables["current_application"] = application;
        core.SkipSequence();
    }

    /// <summary>The bridge application starts to dial; the leg is made and announced.</summary>
    public Channel Dial(Channel a, string number, IEnumerable<KeyValuePair<string, string>> variables, string? channelName = null)
    {
        channelName ??= $"sofia/internal/{number}@{core.Options.PeerAddress}:5070";
        Run(a, "bridge", channelName);
        return DialLeg(a, number, variables, channelName);
    }

    /// <summary>One leg of a bridge application that runs already.</summary>
    /// <param name="a">The leg it is dialled for.</param>
    /// <param name="number">The number or user dialled.</param>
    /// <param name="variables">Set on the new leg.</param>
    /// <param name="channelName">Its name.</param>
    /// <param name="peer">Address it goes to; null = the option's.</param>
    /// <param name="attach">Gives a real leg its signalling before it is announced.</param>
    public Channel DialLeg(
        Channel a, string number, IEnumerable<KeyValuePair<string, string>> variables, string channelName,
        string? peer = null, Action<Channel>? attach = null)
    {
        if (!a.Answered)
        {
            a.Variables["originate_disposition"] = "failure";
            a.Variables["DIALSTATUS"] = "INVALIDARGS";
        }
        var b = Legs.OutboundFor(a, number, channelName, variables, peer);
        if (!a.Answered)
            a.Variables["originate_signal_bond"] = b.Uuid;
        a.Variables.Push("originated_legs", $"{b.Uuid};Outbound Call;{number}");
        if (a.Inbound && a.Profile.Progress == 0 && a.Variables["sip_to_tag"] is null)
            a.Variables["sip_to_tag"] = a.Facts.LocalTag;
        attach?.Invoke(b);
        Created(b);
        return b;
    }

    public void Ring(Channel b)
    {
        b.Profile.Progress = core.NowMicros();
        b.Profile.NetworkAddr = b.Facts.Peer;
        if (b.DialledFor is { } a)
        {
            a.Profile.CalleeIdName = b.Profile.CalleeIdName;
            a.Profile.CalleeIdNumber = b.Profile.CalleeIdNumber;
            if (a.Profile.Progress == 0)
                a.Profile.Progress = b.Profile.Progress;
            if (b.Other is { } other)
                other.Progress = b.Profile.Progress;
        }
        core.Apply("outbound.ring", b);
        Fire(b, "CHANNEL_PROGRESS");
        b.CallState = "RINGING";
        core.SkipSequence();
    }

    public void RingBack(Channel a)
    {
        a.RungBack = true;
        a.Sip?.Ring();
        Fire(a, "CHANNEL_PROGRESS");
        core.SkipSequence();
    }

    public void AnswerOutbound(Channel b)
    {
        b.Profile.Answered = core.NowMicros();
        b.HasMedia = true;
        core.SkipSequence(2);
        core.Apply("outbound.answer", b);
        Fire(b, "CHANNEL_ANSWER");
        b.CallState = "ACTIVE";
        b.Variables["endpoint_disposition"] = "ANSWER";
        core.SkipSequence();
    }

    public void EarlyMedia(Channel a)
    {
        if (a.EarlyMedia)
            return;
        a.Sip?.StartEarlyMedia();
        a.HasMedia = a.EarlyMedia = true;
        a.Profile.ProgressMedia = core.NowMicros();
        core.SkipSequence(2);
        core.Apply("inbound.media", a);
        a.Variables["endpoint_disposition"] = "EARLY MEDIA";
        Fire(a, "CHANNEL_PROGRESS_MEDIA");
        a.CallState = "EARLY";
        core.SkipSequence();
    }

    public void AnswerInbound(Channel a)
    {
        if (a.Sip is { } sip)
        {
            // A real switch answers without the early media that the lab of the first captures had.
            sip.Answer();
            a.HasMedia = true;
            core.Apply("inbound.media", a);
        }
        else
        {
            EarlyMedia(a);
        }
        a.Profile.Answered = core.NowMicros();
        core.Apply("inbound.answer", a);
        Fire(a, "CHANNEL_ANSWER");
        a.CallState = "ACTIVE";
        a.Variables["endpoint_disposition"] = "ANSWER";
        core.SkipSequence(2);
    }

    /// <summary>CHANNEL_BRIDGE of a leg and the one it dialled.</summary>
    public void BridgeDialled(Channel a, Channel b)
    {
        a.OtherType = "originatee";
        a.Other = b.Profile.Clone();
        var v = a.Variables;
        v["originate_disposition"] = "SUCCESS";
        v["DIALSTATUS"] = "SUCCESS";
        v.Push("originate_causes", b.Uuid + ";NONE");
        v["signal_bond"] = b.Uuid;
        v.Remove("originate_signal_bond");
        b.DialledFor = null;
        Bridge(a, b);
    }

    public void Bridge(Channel a, Channel b)
    {
        a.Peer = b;
        b.Peer = a;
        a.BridgedOnce = true;
        a.Sip?.Connect(b.Sip);
        a.Profile.Bridged = b.Profile.Bridged = core.NowMicros();
        Fire(a, "CHANNEL_BRIDGE", [("Bridge-A-Unique-ID", a.Uuid), ("Bridge-B-Unique-ID", b.Uuid)]);
        b.Enter(ChannelState.EXCHANGE_MEDIA);
        foreach (var (c, other) in ((Channel, Channel)[])[(a, b), (b, a)])
        {
            c.Variables["bridge_to"] = other.Uuid;
            c.Variables["last_bridge_to"] = other.Uuid;
            c.Variables["bridge_channel"] = other.Name;
            c.Variables["bridge_uuid"] = other.Uuid;
            c.Sip?.Track();
        }
        core.SkipSequence();
    }

    /// <summary>CALL_UPDATE: a leg's display is told who it talks to.</summary>
    public void TellPeer(Channel c)
    {
        if (c.Peer is not { } peer)
            return;
        var (name, number) = c.OtherType == "originatee"
            ? (c.Profile.CalleeIdName, c.Profile.CalleeIdNumber)
            : (peer.Profile.CallerIdName, peer.Profile.CallerIdNumber);
        if (name.Length == 0)
            name = number;
        if (c.Inbound)
            core.Apply("inbound.bridged", c);
        c.SentCalleeName = name;
        c.SentCalleeNumber = number;
        c.Variables["last_sent_callee_id_name"] = name;
        c.Variables["last_sent_callee_id_number"] = number;
        Fire(c, "CALL_UPDATE",
            [("Direction", "SEND"), ("Sent-Callee-ID-Name", name), ("Sent-Callee-ID-Number", number), ("Bridged-To", peer.Uuid)]);
    }

    /// <summary>An outbound leg enters the dialplan: caller and callee change places (switch_channel_flip_cid).</summary>
    public void FlipCallerId(Channel c)
    {
        var p = c.Profile;
        c.Variables["pre_transfer_caller_id_name"] = p.CallerIdName;
        c.Variables["pre_transfer_caller_id_number"] = p.CallerIdNumber;
        c.Variables["channel_cid_flipped"] = "yes";
        (p.CallerIdName, p.CalleeIdName) = (p.CalleeIdName, p.CallerIdName);
        (p.CallerIdNumber, p.CalleeIdNumber) = (p.CalleeIdNumber, p.CallerIdNumber);
        c.HitDialplan = true;
        Fire(c, "CALL_UPDATE", [("Direction", "RECV")]);
    }

    /// <param name="c">The leg that is held.</param>
    /// <param name="byPhone">Its own telephone asked for it; otherwise the telephone is told.</param>
    public void Hold(Channel c, bool byPhone = false)
    {
        if (!byPhone)
            c.Sip?.Hold();
        c.CallState = "HELD";
        c.Profile.LastHold = core.NowMicros();
        c.Call.Holds++;
        core.SkipSequence(2);
        Fire(c, "CHANNEL_HOLD");
    }

    public void Unhold(Channel c, bool byPhone = false)
    {
        if (!byPhone)
            c.Sip?.Unhold();
        c.CallState = "UNHELD";
        var now = core.NowMicros();
        c.HoldEvents.Add((c.Profile.LastHold, now));
        c.Profile.HoldAccum += now - c.Profile.LastHold;
        core.SkipSequence(2);
        if (c.Inbound)
            core.Apply("reinvite", c);
        Fire(c, "CHANNEL_UNHOLD");
        c.CallState = "ACTIVE";
        core.SkipSequence();
    }

    public void Park(Channel c)
    {
        Run(c, "park");
        MarkParked(c);
    }

    /// <summary>The park application that runs already holds the leg.</summary>
    public void MarkParked(Channel c)
    {
        c.Enter(ChannelState.EXECUTE);
        c.Parked = true;
        c.Sip?.Track();
        Fire(c, "CHANNEL_PARK");
    }

    public void Unpark(Channel c)
    {
        c.Parked = false;
        Fire(c, "CHANNEL_UNPARK");
    }

    public void HangUp(Channel c, string cause)
    {
        c.HangupCause = cause;
        c.State = ChannelState.HANGUP;
        c.Sip?.HangUp(cause);
        Fire(c, "CHANNEL_HANGUP");
    }

    public void Unbridge(Channel a, Channel b)
    {
        core.SkipSequence(2);
        a.Sip?.Disconnect(b.Sip);
        Fire(a, "CHANNEL_UNBRIDGE", [("Bridge-A-Unique-ID", a.Uuid), ("Bridge-B-Unique-ID", b.Uuid)]);
        a.Peer = b.Peer = null;
        a.Sip?.Track();
        b.Sip?.Track();
    }

    /// <summary>The hang-up as recordings still see it: the state is entered, the report not yet made.</summary>
    public void EnterHangup(Channel c)
    {
        c.Running = ChannelState.HANGUP;
        c.Profile.Hangup = core.NowMicros();
        foreach (var recording in c.Recordings.ToList())
            StopRecording(c, recording);
    }

    public void Complete(Channel c)
    {
        if (c.Profile.Hangup == 0)
            c.Profile.Hangup = core.NowMicros();
        c.Sip?.Playing?.Stop(this, c);
        c.Enter(ChannelState.REPORTING);
        c.CallState = "HANGUP";
        EndVariables.Set(c);
        if (c.HasMedia)
            core.Apply("media.stats", c);
        core.SkipSequence(4);
        // The cause stands in this event twice, as in every capture: once before the channel's headers, once among them.
        Fire(c, "CHANNEL_HANGUP_COMPLETE", [("Hangup-Cause", c.HangupCause)]);
        if (core.Options.CdrDirectory is { } directory && !core.Muted)
            CdrFile.Write(core, c, directory);
    }

    public void Destroy(Channel c)
    {
        c.State = ChannelState.DESTROY;
        c.Sip?.Untrack();
        Fire(c, "CHANNEL_DESTROY");
        core.SkipSequence();
        c.Ended = true;
        c.Sip?.Dispose();
        core.RemoveChannel(c);
        c.OnFirstResult?.Invoke($"-ERR {c.HangupCause}\n");
        c.OnFirstResult = null;
        if (--c.Call.LiveLegs > 0)
            return;
        var outcome = c.Call.ToOutcome();
        core.Ledger.End(outcome.RootUuid, outcome);
        c.Call.Ended.TrySetResult(outcome);
    }

    private void Fire(
        Channel c, string name,
        ReadOnlySpan<(string, string)> before = default, ReadOnlySpan<(string, string)> after = default)
    {
        if (core.Muted)
            core.SkipSequence();
        else
            core.Fire(ChannelEvents.Make(core, c, name, before, after));
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
