namespace VoipControl.Core.Trunks;

/// <summary>What a canary call is to do, and what is to be seen of it.</summary>
public sealed record CanaryPlan
{
    /// <summary>SIP URI that is called.</summary>
    public required string To { get; init; }

    /// <summary>What the far end does.</summary>
    public required CanaryMode Mode { get; init; }

    /// <summary>Frequency that we send, in hertz. Default 1,004, the usual test tone.</summary>
    public int SendHz { get; init; } = 1004;

    /// <summary>Frequency that the far end sends, in hertz: our callee's (mode loop) or the known one (mode tone). Not used by mode echo.</summary>
    public int FarHz { get; init; } = 700;

    /// <summary>How long the call is held once it is answered. Default 5 seconds.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the answer is waited for. Default 30 seconds.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Set-up time above which the call was slow. Default 8 seconds.</summary>
    public TimeSpan SetUpLimit { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The final SIP status that is right, where the call is to be refused, such as 486. Null: it is to be answered.</summary>
    public int? ExpectedStatus { get; init; }

    /// <summary>The tone that we must hear.</summary>
    public int HearHz => Mode == CanaryMode.Echo ? SendHz : FarHz;

    /// <summary>A canary takes no longer than this, whatever happens: the wait, the hold, and time to hang up.</summary>
    public TimeSpan Limit => AnswerLimit + Hold + TimeSpan.FromSeconds(10);
}
