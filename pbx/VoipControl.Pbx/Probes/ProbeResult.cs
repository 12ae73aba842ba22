namespace VoipControl.Pbx.Probes;

/// <summary>A finished run of probe calls.</summary>
/// <param name="StartedAt">When the first call was placed, UTC.</param>
/// <param name="Took">From then until the last leg was over.</param>
/// <param name="Interrupted">It was asked to stop before all calls were placed and had their time.</param>
/// <param name="Summary">The figures of all calls.</param>
/// <param name="Lateness">How late the probing machine was.</param>
/// <param name="Legs">Every leg, in order of the calls' numbers, the caller's before the callee's.</param>
public sealed record ProbeResult(DateTime StartedAt, TimeSpan Took, bool Interrupted, ProbeSummary Summary, ProbeLateness Lateness, IReadOnlyList<ProbeLeg> Legs)
{
    /// <summary>Why the machine could not place the rest of the calls; null when it placed them all, or was stopped.</summary>
    public string? NotPlaced { get; init; }

    /// <summary>Every call that was placed is without a fault, there was at least one, and none is missing because of this machine.</summary>
    public bool IsGood => NotPlaced is null && Summary.Placed > 0 && Summary.Good == Summary.Placed;
}
