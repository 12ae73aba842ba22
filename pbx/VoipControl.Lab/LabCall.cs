using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab;

/// <summary>
/// A call placed with <see cref="LabSwitch.PlaceCall"/>. Its steps can be taken by hand; a step that does not fit the
/// state of the call throws <see cref="InvalidOperationException"/> that says why. Safe from any thread.
/// </summary>
public sealed class LabCall
{
    private readonly SwitchLife _life;
    private readonly LabCallPlan _plan;
    private readonly Channel _root;
    private Channel? _leg;

    internal LabCall(SwitchLife life, LabCallPlan plan, Channel root, Channel? leg)
    {
        _life = life;
        _plan = plan;
        _root = root;
        _leg = leg;
    }

    /// <summary>Unique-ID of the caller's leg.</summary>
    public string RootUuid => _root.Uuid;

    /// <summary>Unique-ID of the leg dialled last, or null.</summary>
    public string? LegUuid => _leg?.Uuid;

    /// <summary>Completes with the truth when the last leg has ended or was lost with the switch.</summary>
    public Task<LabCallOutcome> Ended => _root.Call.Ended.Task;

    /// <summary>The truth so far.</summary>
    public LabCallOutcome Outcome
    {
        get
        {
            lock (_life.Core.Gate)
                return _root.Call.ToOutcome();
        }
    }

    /// <summary>The callee's telephone rings.</summary>
    public void Ring() => Step(() => _life.Dialling.RingBoth(_root, Waiting()));

    /// <summary>The callee answers; both legs are bridged.</summary>
    public void Answer() => Step(() => _life.Dialling.AnswerAndBridge(_root, Waiting()));

    /// <summary>The dialled leg fails, and the call with it.</summary>
    public void Fail(string cause) => Step(() => _life.Ending.FailDial(Waiting(), cause, byFarEnd: cause != "NO_ANSWER"));

    public void Hold() => Step(() =>
    {
        Bridged();
        _life.Steps.Hold(_root);
    });

    public void Unhold() => Step(() =>
    {
        if (_root.CallState != "HELD")
            throw new InvalidOperationException($"Call {RootUuid} is not held.");
        _life.Steps.Unhold(_root);
    });

    /// <summary>Blind transfer of the caller: the callee's leg ends and another number is dialled, which then waits
    /// for <see cref="Ring"/> and <see cref="Answer"/>.</summary>
    /// <param name="number">The new number; null = the plan's.</param>
    public void Transfer(string? number = null) => Step(() =>
    {
        Bridged();
        var to = number ?? _life.Plans.SecondCallee(_plan);
        _life.Moves.Transfer(_root, to, "XML", "public");
        (_leg, _) = _life.Dialling.Dial(_root, to);
    });

    public void StartRecording(string path) => Step(() => _life.Steps.StartRecording(Up(), path, fromDialplan: false));

    public void StopRecording(string path) => Step(() => _life.Steps.StopRecording(
        _root, _root.Recordings.FirstOrDefault(r => r.Path == path)
            ?? throw new InvalidOperationException($"Call {RootUuid} has no recording '{path}'.")));

    /// <summary>Ends the call: before an answer the caller's side is an abandoned call.</summary>
    public void HangUp(LabSide side = LabSide.Caller, string? cause = null) => Step(() =>
    {
        var leg = side == LabSide.Callee ? _root.Peer ?? _leg ?? Up() : Up();
        var usual = side != LabSide.Callee && !_root.Answered ? "ORIGINATOR_CANCEL" : "NORMAL_CLEARING";
        _life.Ending.End(leg, cause ?? usual, byFarEnd: side != LabSide.Switch);
    });

    private void Step(Action step)
    {
        lock (_life.Core.Gate)
        {
            if (_life.Core.Dead)
                throw new InvalidOperationException($"The switch that carried call {RootUuid} has died.");
            step();
        }
    }

    private Channel Waiting() => _leg is { DialledFor: not null, Ended: false } leg
        ? leg
        : throw new InvalidOperationException($"Call {RootUuid} has no leg that waits for an answer.");

    private void Bridged()
    {
        if (_root.Peer is null)
            throw new InvalidOperationException($"Call {RootUuid} is not bridged.");
    }

    private Channel Up() => !_root.Ended
        ? _root
        : throw new InvalidOperationException($"Call {RootUuid} has ended.");
}
