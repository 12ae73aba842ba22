using VoipControl.Lab.Channels;
using VoipControl.Lab.EventSocket;

namespace VoipControl.Lab.Calls;

/// <summary>
/// The captured scenarios, step by step. Where a real switch's threads raced, the steps keep the order of the capture.
/// Callers hold <see cref="SwitchCore.Gate"/>.
/// </summary>
internal sealed class ScenarioSteps(SwitchLife life)
{
    private readonly LegSteps _steps = life.Steps;
    private readonly CallEnding _ending = life.Ending;
    private readonly CallMoves _moves = life.Moves;
    private readonly SwitchCore _core = life.Core;

    public void InboundBridgedCall()
    {
        var (a, b) = AnsweredCall(LabCallKind.Bridged);
        Bridge(a, b, originateeFirst: true);
        _ending.End(a, "NORMAL_CLEARING", byFarEnd: true);
    }

    public void BridgeFailsNoCallee()
    {
        var a = Arrive(LabCallKind.NoCallee, "7500");
        var b = _steps.Dial(a, "500", a.Exported);
        _ending.FailDial(b, "NORMAL_TEMPORARY_FAILURE", byFarEnd: true);
    }

    public void RecordedCall()
    {
        var a = Arrive(LabCallKind.Recorded, "8500");
        a.Variables["RECORD_STEREO"] = "true";
        _steps.StartRecording(a, $"{_core.Options.RecordingDirectory}/{a.Uuid}.wav", fromDialplan: true);
        var b = _steps.Dial(a, "500", a.Exported);
        _steps.Ring(b);
        _steps.AnswerOutbound(b);
        _steps.AnswerInbound(a);
        Bridge(a, b, originateeFirst: true);
        var extra = _core.Options.RecordingDirectory + "/extra.wav";
        _steps.StartRecording(a, extra, fromDialplan: false);
        _steps.StopRecording(a, a.Recordings.Single(r => r.Path == extra));
        FireGatewayState("UP", "OK", "200");
        _ending.End(a, "NORMAL_CLEARING", byFarEnd: true);
    }

    public void HoldUnhold()
    {
        var (a, b) = AnsweredCall(LabCallKind.Held);
        Bridge(a, b, originateeFirst: false);
        _steps.Hold(a);
        _steps.Unhold(a);
        _ending.End(a, "NORMAL_CLEARING", byFarEnd: true);
    }

    public void ParkOriginateBridgeTransferKill()
    {
        var a = Arrive(LabCallKind.Parked, "9000");
        life.Dialling.Execute(a, "park", "");
        var job = _core.NewUuid();
        var variables = new Dictionary<string, string>
        {
            ["origination_caller_id_number"] = "101",
            ["ignore_early_media"] = "true",
        };
        var b = Originate("555", "101", variables);
        _steps.Ring(b);
        _steps.AnswerOutbound(b);
        _steps.FlipCallerId(b);
        JobEvents.Fire(_core, job, "originate",
            $"{{origination_caller_id_number=101,ignore_early_media=true}}{b.Name} &park()", $"+OK {b.Uuid}\n");
        _steps.Park(b);
        _moves.BridgeExisting(a, b);
        _steps.TellPeer(b);
        _steps.TellPeer(a);
        _moves.Transfer(a, "9196", "XML", "public");
        const string Tone = "tone_stream://%(200,100,440);loops=2";
        _steps.Playback(a, Tone, start: true);
        life.Dialling.StopPlayback(a, Tone);
        _ending.End(a, "CALL_REJECTED", byFarEnd: false);
    }

    public Channel BlindTransferBleg()
    {
        var (a, b) = AnsweredCall(LabCallKind.Transferred);
        Bridge(a, b, originateeFirst: true);
        _moves.TransferFarLeg(a, b, "9000", "XML", "public");
        _steps.Park(b);
        return b;
    }

    public void ClickToCallAndFailures()
    {
        // A leg that the scenario before left parked, and that hupall ends here.
        _core.Muted = true;
        var d = BlindTransferBleg();
        _core.Muted = false;
        var job = _core.NewUuid();
        var a = Originate("600", "0000000000", []);
        _steps.Ring(a);
        _steps.AnswerOutbound(a);
        _steps.FlipCallerId(a);
        var bLeg = $"sofia/internal/601@{_core.Options.PeerAddress}:5070";
        JobEvents.Fire(_core, job, "originate", $"{a.Name} &bridge({bLeg})", $"+OK {a.Uuid}\n");
        var b = _steps.Dial(a, "601", []);
        _steps.Ring(b);
        _steps.AnswerOutbound(b);
        a.Enter(ChannelState.EXECUTE);
        Bridge(a, b, originateeFirst: true);
        var silent = _core.NewUuid();
        var c = Originate("602", "0000000000", [], "10.77.0.99");
        JobEvents.Fire(_core, _core.NewUuid(), "originate", "user/nobody@lab &park()", "-ERR SUBSCRIBER_ABSENT\n");
        HangUpAll(a, b, c, d, silent);
        FireGatewayState("DOWN", "Service Unavailable", "503");
    }

    // The threads of four channels, as they happened to run.
    private void HangUpAll(Channel a, Channel b, Channel c, Channel d, string silent)
    {
        const string Cause = "MANAGER_REQUEST";
        a.Variables["last_bridge_role"] = "originator";
        _steps.HangUp(a, Cause);
        _steps.HangUp(d, Cause);
        _steps.HangUp(c, Cause);
        _ending.HangUpOriginatee(b, Cause, byFarEnd: false);
        JobEvents.Fire(_core, _core.NewUuid(), "hupall", "", $"+OK hangup all channels with cause {Cause}\n");
        CallEnding.SetCancelled(c);
        _steps.Complete(c);
        _steps.Unpark(d);
        _ending.Finish(d, "send_bye");
        _ending.UnbridgeEnding(a, b, Cause, byFarEnd: false);
        JobEvents.Fire(_core, silent, "originate", $"{c.Name} &park()", $"-ERR {Cause}\n");
        _steps.Destroy(c);
        _ending.Finish(a, "send_bye");
        _ending.FinishOriginatee(b, Cause);
    }

    private (Channel A, Channel B) AnsweredCall(LabCallKind kind)
    {
        var a = Arrive(kind, "7500");
        var b = _steps.Dial(a, "500", a.Exported);
        _steps.Ring(b);
        _steps.RingBack(a);
        _steps.AnswerOutbound(b);
        _steps.AnswerInbound(a);
        return (a, b);
    }

    private void Bridge(Channel a, Channel b, bool originateeFirst)
    {
        _steps.BridgeDialled(a, b);
        _steps.TellPeer(originateeFirst ? b : a);
        _steps.TellPeer(originateeFirst ? a : b);
    }

    private Channel Arrive(LabCallKind kind, string dialled)
    {
        var tenant = _core.Options.Tenant;
        var call = new CallTruth { Kind = kind, CoreId = _core.CoreId, Tenant = tenant };
        var a = _steps.Legs.Inbound(call, "+99655510000", "Rider 0", dialled, null);
        _steps.Created(a);
        if (tenant is not null)
            a.Variables["vc_tenant"] = a.Exported["vc_tenant"] = tenant;
        if (dialled[0] != '9')
        {
            a.Variables["DP_MATCH"] = $"ARRAY::{dialled}|:{dialled[1..]}";
            a.Variables["hangup_after_bridge"] = "true";
        }
        return a;
    }

    private Channel Originate(string number, string cidNumber, Dictionary<string, string> variables, string? host = null)
    {
        var call = new CallTruth { Kind = LabCallKind.Originated, CoreId = _core.CoreId };
        var name = $"sofia/internal/{number}@{host ?? _core.Options.PeerAddress}:5070";
        var leg = _steps.Legs.Originated(call, _core.NewUuid(), number, name, "", cidNumber, variables);
        _steps.Created(leg);
        return leg;
    }

    private void FireGatewayState(string ping, string phrase, string status) =>
        _core.Fire(_core.NewEvent("CUSTOM", "sofia_reg.c", "sofia_reg_fire_custom_gateway_state_event", 156, "sofia::gateway_state")
            .Add("Gateway", _core.Options.Gateway)
            .Add("State", "NOREG")
            .Add("Ping-Status", ping)
            .Add("Phrase", phrase)
            .Add("Status", status));
}
