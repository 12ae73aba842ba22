using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Calls;

/// <summary>Plays a <see cref="LabCallPlan"/> from the caller's arrival to the end. Callers hold <see cref="SwitchCore.Gate"/>.</summary>
internal sealed class PlannedCalls(
    SwitchCore core, LegSteps steps, CallEnding ending, CallMoves moves, Dialling dialling, Clockwork clockwork)
{
    public (Channel Root, Channel? Leg) Place(LabCallPlan plan)
    {
        var a = Arrive(plan);
        if (plan.Kind == LabCallKind.Parked)
        {
            dialling.Execute(a, "park", "");
            if (!plan.Manual)
                EndAfter(plan, a);
            return (a, null);
        }
        if (plan.Kind == LabCallKind.Recorded)
        {
            a.Variables["RECORD_STEREO"] = "true";
            steps.StartRecording(a, $"{core.Options.RecordingDirectory}/{a.Uuid}.wav", fromDialplan: true);
        }
        var (b, _) = dialling.Dial(a, plan.Callee);
        if (!plan.Manual)
            Play(plan, a, b);
        return (a, b);
    }

    public string SecondCallee(LabCallPlan plan) => plan.TransferTo ?? plan.Callee + "1";

    private Channel Arrive(LabCallPlan plan)
    {
        var tenant = plan.Tenant ?? core.Options.Tenant;
        var call = new CallTruth { Kind = plan.Kind, CoreId = core.CoreId, Tenant = tenant };
        var a = steps.Legs.Inbound(call, plan.Caller, plan.CallerName, plan.Destination, plan.Gateway);
        steps.Created(a);
        a.Variables["DP_MATCH"] = $"ARRAY::{plan.Destination}|:{plan.Callee}";
        if (plan.Kind != LabCallKind.Parked)
            a.Variables["hangup_after_bridge"] = "true";
        if (tenant is not null)
            a.Exported["vc_tenant"] = tenant;
        foreach (var (name, value) in plan.Variables)
            a.Exported[name] = value;
        foreach (var (name, value) in a.Exported)
            a.Variables[name] = value;
        if (a.Exported.Count > 0)
            a.Variables["export_vars"] = string.Join(',', a.Exported.Keys);
        return a;
    }

    private void Play(LabCallPlan plan, Channel a, Channel b)
    {
        switch (plan.Kind)
        {
            case LabCallKind.NoCallee:
                ending.FailDial(b, "NORMAL_TEMPORARY_FAILURE", byFarEnd: true);
                break;
            case LabCallKind.Busy:
                Fail(plan, b, "USER_BUSY", byFarEnd: true);
                break;
            case LabCallKind.Rejected:
                dialling.RingBoth(a, b);
                Fail(plan, b, "CALL_REJECTED", byFarEnd: true);
                break;
            case LabCallKind.NoAnswer:
                dialling.RingBoth(a, b);
                Fail(plan, b, "NO_ANSWER", byFarEnd: false);
                break;
            case LabCallKind.Abandoned:
                dialling.RingBoth(a, b);
                clockwork.After(plan.Ring, () =>
                {
                    if (!b.Answered)
                        ending.End(a, "ORIGINATOR_CANCEL", byFarEnd: true);
                });
                break;
            default:
                dialling.RingBoth(a, b);
                clockwork.After(plan.Ring, () => Talk(plan, a, b));
                break;
        }
    }

    // A command may have ended the leg meanwhile; End then does nothing.
    private void Fail(LabCallPlan plan, Channel b, string cause, bool byFarEnd) => clockwork.After(plan.Ring, () =>
    {
        if (!b.Answered)
            ending.End(b, cause, byFarEnd);
    });

    private void Talk(LabCallPlan plan, Channel a, Channel b)
    {
        if (b.State >= ChannelState.HANGUP || b.Answered)
            return;
        dialling.AnswerAndBridge(a, b);
        switch (plan.Kind)
        {
            case LabCallKind.Held:
                clockwork.After(plan.Talk / 3, () => Hold(a));
                clockwork.After(plan.Talk * 2 / 3, () => Unhold(a));
                break;
            case LabCallKind.Transferred:
                clockwork.After(plan.Talk / 2, () => TransferAway(plan, a));
                break;
        }
        EndAfter(plan, a);
    }

    private void Hold(Channel a)
    {
        if (a is { Peer: not null, CallState: "ACTIVE" })
            steps.Hold(a);
    }

    private void Unhold(Channel a)
    {
        if (a is { Peer: not null, CallState: "HELD" })
            steps.Unhold(a);
    }

    private void TransferAway(LabCallPlan plan, Channel a)
    {
        if (a.Peer is null || a.OtherType != "originatee")
            return;
        var to = SecondCallee(plan);
        moves.Transfer(a, to, "XML", "public");
        var (c, _) = dialling.Dial(a, to);
        steps.Ring(c);
        // Half of the talk is left; the second callee takes a quarter of it to answer.
        clockwork.After(plan.Talk / 8, () =>
        {
            if (c.State < ChannelState.HANGUP && !c.Answered)
                dialling.AnswerAndBridge(a, c);
        });
    }

    // Whatever commands made of the call meanwhile, its own time ends all its legs.
    private void EndAfter(LabCallPlan plan, Channel a) => clockwork.After(plan.Talk, () =>
    {
        var first = plan.HangUpBy == LabSide.Callee && a.Peer is { } peer ? peer : a;
        ending.End(first, "NORMAL_CLEARING", byFarEnd: plan.HangUpBy != LabSide.Switch);
        foreach (var leg in a.Call.Legs.Where(l => !l.Ended).ToList())
            ending.End(leg, "NORMAL_CLEARING", byFarEnd: true);
    });
}
