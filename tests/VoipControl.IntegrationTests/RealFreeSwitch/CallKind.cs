using VoipControl.Core.Calls;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>A kind of call: how it is made and what its record must say.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Scenario">The caller's SIPp scenario.</param>
/// <param name="Number">The number dialled (dialplans/dialplan/lab.xml).</param>
/// <param name="Pause">The scenario's pause.</param>
/// <param name="Outcome">How it ends.</param>
/// <param name="EndedBy">Who ends it.</param>
internal sealed record CallKind(string Name, string Scenario, string Number, TimeSpan Pause, Outcome Outcome, HangUpSide EndedBy)
{
    public string Cause { get; init; } = "NORMAL_CLEARING";
    public int Legs { get; init; } = 2;
    public int Recordings { get; init; }
    public int Transfers { get; init; }

    /// <summary>The party that hangs up talks this long before, from the answer it saw, which is not quite when the switch bridged.</summary>
    public TimeSpan LeastTalk => Scenario switch
    {
        "uac-bridged" or "uac-recorded" => Pause - Slack,
        "uac-callee-hangs-up" or "uac-commanded" => RealCallLabFixture.CalleeTalkTime - Slack,
        _ => TimeSpan.Zero,
    };

    private static TimeSpan Slack => TimeSpan.FromMilliseconds(50);

    public static CallKind Bridged { get; } = new("bridged", "uac-bridged", "7101", TimeSpan.FromSeconds(2), Outcome.Answered, HangUpSide.Caller);

    public static CallKind CalleeHangsUp { get; } = new("callee hangs up", "uac-callee-hangs-up", "7401", TimeSpan.Zero, Outcome.Answered, HangUpSide.Callee);

    public static CallKind Rejected { get; } = new("rejected", "uac-rejected", "7201", TimeSpan.Zero, Outcome.Busy, HangUpSide.Callee) { Cause = "USER_BUSY" };

    public static CallKind Abandoned { get; } = new("abandoned", "uac-abandon", "7301", TimeSpan.FromSeconds(2), Outcome.Abandoned, HangUpSide.Caller)
    {
        Cause = "ORIGINATOR_CANCEL",
    };

    public static CallKind NoCallee { get; } = new("no callee", "uac-no-callee", "4123", TimeSpan.Zero, Outcome.Failed, HangUpSide.Callee)
    {
        Cause = "NORMAL_TEMPORARY_FAILURE",
    };

    /// <summary>Shorter than a control plane is away, so that some of them begin and end unheard.</summary>
    public static CallKind Recorded { get; } = new("recorded", "uac-recorded", "8101", TimeSpan.FromSeconds(2), Outcome.Answered, HangUpSide.Caller) { Recordings = 1 };

    /// <summary>Waits until a command sends it to the callee that hangs up.</summary>
    public static CallKind Transferred { get; } = new("transferred", "uac-commanded", "7101", TimeSpan.Zero, Outcome.Answered, HangUpSide.Callee)
    {
        Legs = 3,
        Transfers = 1,
    };
}
