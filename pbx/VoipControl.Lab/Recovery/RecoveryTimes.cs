namespace VoipControl.Lab.Recovery;

/// <summary>When things happened, microseconds since 1970, 0 = not yet. Kept over a recovery, so that durations stay right.</summary>
internal sealed record RecoveryTimes
{
    public long Created { get; init; }
    public long ProfileCreated { get; init; }
    public long Progress { get; init; }
    public long ProgressMedia { get; init; }
    public long Answered { get; init; }
    public long Bridged { get; init; }
    public long LastHold { get; init; }
    public long HoldAccum { get; init; }
    public long Hangup { get; init; }
    public long Resurrect { get; init; }
    public long Transfer { get; init; }
}
