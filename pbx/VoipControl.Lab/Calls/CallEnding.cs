using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Calls;

/// <summary>
/// How calls come to their end: which leg goes first, what the other legs do, which variables tell why.
/// The orders are those of the captured scenarios. Callers hold <see cref="SwitchCore.Gate"/>.
/// </summary>
internal sealed class CallEnding(SwitchCore core, LegSteps steps)
{
    /// <param name="c">The leg that ends first.</param>
    /// <param name="cause">Its hang-up cause.</param>
    /// <param name="byFarEnd">True when the party sent BYE or CANCEL; false when the switch ends it.</param>
    public void End(Channel c, string cause, bool byFarEnd)
    {
        if (c.Ended || c.State >= ChannelState.HANGUP)
            return;
        var dialling = core.Channels.Values.Where(b => b.DialledFor == c && !b.Ended).ToList();
        if (c.Peer is { } peer)
        {
            if (c.OtherType == "originatee")
                EndByOriginator(c, peer, cause, byFarEnd);
            else if (peer.Sip is { Script.GoesOn: true } && peer.Variables["hangup_after_bridge"] != "true")
                LeaveOriginator(peer, c, cause, byFarEnd);
            else
                EndByOriginatee(peer, c, cause, byFarEnd);
        }
        else if (dialling.Count > 0)
        {
            Cancel(c, dialling, cause, byFarEnd);
        }
        else if (c.DialledFor is not null)
        {
            FailDial(c, cause, byFarEnd);
        }
        else
        {
            EndAlone(c, cause, byFarEnd);
        }
    }

    /// <summary>A dialled leg fails, and the leg it was dialled for goes with it (bridge-fails-no-callee).</summary>
    public void FailDial(Channel b, string cause, bool byFarEnd)
    {
        var a = b.DialledFor;
        b.DialledFor = null;
        HangUpUnanswered(b, cause, byFarEnd);
        steps.Complete(b);
        if (a is null || a.Ended)
        {
            steps.Destroy(b);
            return;
        }
        TellFailure(a, b, cause, byFarEnd);
        if (b.Outdial is not null)
        {
            // A real leg may have others beside it or after it, and its caller more to do: the attempt decides.
            steps.Destroy(b);
            return;
        }
        steps.HangUp(a, cause);
        steps.Destroy(b);
        Finish(a, a.Answered ? "send_bye" : "send_refuse");
    }

    /// <summary>A dialled leg is given up; the leg it was dialled for knows already and goes on.</summary>
    public void Abandon(Channel b, string cause)
    {
        b.DialledFor = null;
        b.Outdial = null;
        b.OnFirstResult = null;
        HangUpUnanswered(b, cause, byFarEnd: false);
        SetCancelled(b);
        steps.Complete(b);
        steps.Destroy(b);
    }

    private static void TellFailure(Channel a, Channel b, string cause, bool byFarEnd)
    {
        var v = a.Variables;
        if (byFarEnd)
        {
            v["sip_invite_failure_status"] = Status(b, cause);
            v["sip_invite_failure_phrase"] = Phrase(b, cause);
            v["sip_hangup_phrase"] = Phrase(b, cause);
            v["last_bridge_proto_specific_hangup_cause"] = "sip:" + Status(b, cause);
        }
        v["last_bridge_hangup_cause"] = cause;
        v["originate_disposition"] = cause;
        v["DIALSTATUS"] = DialStatus(cause);
        v.Push("originate_causes", $"{b.Uuid};{cause}");
        v["originate_failed_cause"] = cause;
    }

    /// <summary>The captured case: one side of a bridge hangs up, the dialled leg is reported first.</summary>
    public void EndByOriginator(Channel a, Channel b, string cause, bool byFarEnd)
    {
        if (byFarEnd)
            SetBye(a);
        a.Variables["last_bridge_role"] = "originator";
        steps.HangUp(a, cause);
        HangUpOriginatee(b, cause, byFarEnd);
        UnbridgeEnding(a, b, cause, byFarEnd);
        steps.EnterHangup(a);
        FinishOriginatee(b, cause);
        Finish(a, byFarEnd ? "recv_bye" : "send_bye");
    }

    public void HangUpOriginatee(Channel b, string cause, bool byFarEnd)
    {
        var v = b.Variables;
        v["last_bridge_hangup_cause"] = cause;
        if (byFarEnd)
        {
            v["sip_hangup_phrase"] = "OK";
            v["last_bridge_proto_specific_hangup_cause"] = "sip:200";
            v.Remove("bridge_to");
        }
        else
        {
            v["last_bridge_role"] = "originatee";
        }
        steps.HangUp(b, cause);
    }

    public void UnbridgeEnding(Channel a, Channel b, string cause, bool byFarEnd)
    {
        if (byFarEnd)
            a.Variables["sip_hangup_disposition"] = "recv_bye";
        a.Variables["bridge_hangup_cause"] = cause;
        a.Variables.Remove("bridge_to");
        steps.Unbridge(a, b);
    }

    /// <summary>The dialled leg belongs to itself again when the bridge is over.</summary>
    public void FinishOriginatee(Channel b, string cause)
    {
        b.Variables.Remove("bridge_to");
        b.Variables["bridge_hangup_cause"] = cause;
        b.Variables["call_uuid"] = b.Uuid;
        Finish(b, "send_bye");
    }

    public void Finish(Channel c, string disposition)
    {
        foreach (var recording in c.Recordings.ToList())
            steps.StopRecording(c, recording);
        c.Variables["sip_hangup_disposition"] = disposition;
        steps.Complete(c);
        steps.Destroy(c);
    }

    private void EndByOriginatee(Channel a, Channel b, string cause, bool byFarEnd)
    {
        if (byFarEnd)
            SetBye(b);
        b.Variables["last_bridge_role"] = "originatee";
        b.Variables.Remove("bridge_to");
        steps.HangUp(b, cause);
        a.Variables["last_bridge_hangup_cause"] = cause;
        a.Variables["bridge_hangup_cause"] = cause;
        a.Variables.Remove("bridge_to");
        if (byFarEnd)
            a.Variables["last_bridge_proto_specific_hangup_cause"] = "sip:200";
        steps.Unbridge(a, b);
        steps.HangUp(a, cause);
        steps.EnterHangup(a);
        b.Variables["bridge_hangup_cause"] = cause;
        b.Variables["call_uuid"] = b.Uuid;
        Finish(b, byFarEnd ? "recv_bye" : "send_bye");
        Finish(a, "send_bye");
    }

    // The dialled leg hangs up, and the dialplan of the other one has more to do.
    private void LeaveOriginator(Channel a, Channel b, string cause, bool byFarEnd)
    {
        if (byFarEnd)
            SetBye(b);
        b.Variables["last_bridge_role"] = "originatee";
        b.Variables.Remove("bridge_to");
        steps.HangUp(b, cause);
        a.Variables["last_bridge_hangup_cause"] = cause;
        a.Variables["bridge_hangup_cause"] = cause;
        a.Variables.Remove("bridge_to");
        a.Variables.Remove("signal_bond");
        steps.Unbridge(a, b);
        a.OtherType = null;
        a.Other = null;
        b.Variables["bridge_hangup_cause"] = cause;
        b.Variables["call_uuid"] = b.Uuid;
        Finish(b, byFarEnd ? "recv_bye" : "send_bye");
    }

    // The caller gives up while the callee rings; the dialled legs are cancelled.
    private void Cancel(Channel a, List<Channel> dialled, string cause, bool byFarEnd)
    {
        var cancelled = a is { Answered: false, Inbound: true } && byFarEnd;
        if (cancelled)
            a.Variables["sip_hangup_disposition"] = "recv_cancel";
        steps.HangUp(a, cause);
        if (cancelled)
        {
            a.Variables["originate_disposition"] = "ORIGINATOR_CANCEL";
            a.Variables["DIALSTATUS"] = "CANCEL";
        }
        foreach (var b in dialled)
        {
            b.DialledFor = null;
            b.OnFirstResult = null;
            HangUpUnanswered(b, "ORIGINATOR_CANCEL", byFarEnd: false);
            b.Variables["sip_hangup_disposition"] = "send_cancel";
            steps.Complete(b);
            steps.Destroy(b);
        }
        Finish(a, (a.Answered, byFarEnd) switch
        {
            (false, true) => "recv_cancel",
            (false, false) => "send_refuse",
            (true, true) => "recv_bye",
            (true, false) => "send_bye",
        });
    }

    private void EndAlone(Channel c, string cause, bool byFarEnd)
    {
        if (byFarEnd && c.Answered)
            SetBye(c);
        if (!c.Answered && !c.Inbound)
        {
            HangUpUnanswered(c, cause, byFarEnd);
            if (!byFarEnd)
                SetCancelled(c);
            steps.Complete(c);
            steps.Destroy(c);
            return;
        }
        steps.HangUp(c, cause);
        if (c.Parked)
            steps.Unpark(c);
        Finish(c, (c.Answered, byFarEnd) switch
        {
            (true, true) => "recv_bye",
            (true, false) => "send_bye",
            (false, true) => "recv_cancel",
            (false, false) => "send_refuse",
        });
    }

    private void HangUpUnanswered(Channel b, string cause, bool byFarEnd)
    {
        var v = b.Variables;
        if (v["sip_call_id"] is null)
        {
            v["sip_call_id"] = b.Facts.CallId;
            v["sip_reply_port"] = "0";
            v["sip_network_port"] = "0";
        }
        if (byFarEnd)
        {
            v["sip_hangup_disposition"] = "recv_refuse";
            v["sip_invite_failure_status"] = Status(b, cause);
            v["sip_invite_failure_phrase"] = Phrase(b, cause);
            v["sip_term_status"] = Status(b, cause);
            v["proto_specific_hangup_cause"] = "sip:" + Status(b, cause);
            v["sip_term_cause"] = HangupCauses.Q850(cause).ToString(System.Globalization.CultureInfo.InvariantCulture);
            steps.HangUp(b, cause);
            return;
        }
        steps.HangUp(b, cause);
        v["sip_hangup_disposition"] = "send_cancel";
    }

    public static void SetCancelled(Channel c)
    {
        c.Variables["sip_hangup_disposition"] = "send_cancel";
        c.Variables["sip_invite_failure_status"] = "487";
        c.Variables["sip_invite_failure_phrase"] = "CANCEL";
    }

    private static void SetBye(Channel c)
    {
        c.Variables["sip_term_status"] = "200";
        c.Variables["proto_specific_hangup_cause"] = "sip:200";
        c.Variables["sip_term_cause"] = "16";
    }

    private static string Status(Channel b, string cause) =>
        (b.Sip?.Refusal?.Status ?? HangupCauses.SipStatus(cause)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Phrase(Channel b, string cause) => b.Sip?.Refusal?.Reason ?? HangupCauses.SipPhrase(cause);

    public static string DialStatus(string cause) => cause switch
    {
        "USER_BUSY" => "BUSY",
        "NO_ANSWER" or "NO_USER_RESPONSE" => "NOANSWER",
        "ORIGINATOR_CANCEL" => "CANCEL",
        _ => cause,
    };
}
