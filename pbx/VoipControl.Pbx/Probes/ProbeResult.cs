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
    /// <summary>Every call that was placed is without a fault, and there was at least one.</summary>
    public bool IsGood => Summary.Placed > 0 && Summary.Good == Summary.Placed;
}
