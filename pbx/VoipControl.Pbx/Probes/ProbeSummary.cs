namespace VoipControl.Pbx.Probes;

/// <summary>What a run of probe calls comes to.</summary>
public sealed record ProbeSummary
{
    /// <summary>Calls placed.</summary>
    public required int Placed { get; init; }

    /// <summary>Calls that were answered.</summary>
    public required int Answered { get; init; }

    /// <summary>Calls of which every leg lasted until the probe ended it.</summary>
    public required int Kept { get; init; }

    /// <summary>Calls without a fault on any leg.</summary>
    public required int Good { get; init; }

    /// <summary>Calls that were not answered or not kept, by cause, the most frequent first.</summary>
    public required IReadOnlyList<ProbeCause> Failed { get; init; }

    /// <summary>From INVITE to 200 of the callers' legs; null when none was answered.</summary>
    public required ProbeSpread? SetUp { get; init; }

    /// <summary>The largest gap of each leg that received audio; null when none did.</summary>
    public required ProbeSpread? Gap { get; init; }

    /// <summary>Legs, callers' and callees'.</summary>
    public required int Legs { get; init; }

    /// <summary>Legs that received nothing while the other leg of the call did hear.</summary>
    public required int OneWay { get; init; }

    /// <summary>Answered legs that received nothing, where the other side is unknown or received nothing too.</summary>
    public required int NoAudio { get; init; }

    /// <summary>Legs that received audio, but not the other leg's tone.</summary>
    public required int WrongAudio { get; init; }

    /// <summary>Legs with a gap above the one allowed.</summary>
    public required int Gaps { get; init; }

    /// <summary>Legs that reached the probe and belong to none of its calls.</summary>
    public required int Strangers { get; init; }

    /// <summary>RTP packets sent by all legs.</summary>
    public required long Sent { get; init; }

    /// <summary>RTP packets received by all legs.</summary>
    public required long Received { get; init; }

    /// <summary>RTP packets lost on the way to all legs.</summary>
    public required long Lost { get; init; }

    /// <summary>Gives each leg its fault. Pure: the same legs give the same verdicts.</summary>
    /// <param name="legs">All legs of the run.</param>
    /// <param name="maxGap">Largest gap that is no fault; null: any.</param>
    public static IReadOnlyList<ProbeLeg> Judge(IEnumerable<ProbeLeg> legs, TimeSpan? maxGap)
    {
        var all = legs.OrderBy(static l => l.Call == 0 ? int.MaxValue : l.Call).ThenBy(static l => l.Side).ThenBy(static l => l.StartedAt).ToList();
        var hears = all.Where(static l => l.Call > 0).ToLookup(static l => (l.Call, l.Side), static l => l.Hears);
        return [.. all.Select(leg => leg with { Fault = FaultOf(leg) })];

        ProbeFault FaultOf(ProbeLeg leg) => leg switch
        {
            { Answered: false } => ProbeFault.NotAnswered,
            { Kept: false } => ProbeFault.EndedEarly,
            { Received: 0 } => hears[(leg.Call, leg.Side == ProbeSide.Caller ? ProbeSide.Callee : ProbeSide.Caller)].Any(static h => h) ? ProbeFault.OneWay : ProbeFault.NoAudio,
            { Hears: false } => ProbeFault.WrongAudio,
            _ => leg.LargestGap > maxGap ? ProbeFault.Gap : ProbeFault.None,
        };
    }

    /// <summary>Sums up judged legs.</summary>
    public static ProbeSummary Of(IReadOnlyList<ProbeLeg> legs)
    {
        var calls = legs.Where(static l => l.Call > 0).GroupBy(static l => l.Call).Select(static g => g.ToList()).Where(static c => c.Exists(static l => l.Side == ProbeSide.Caller)).ToList();
        var answered = calls.Where(static c => Caller(c).Answered).ToList();
        // A callee leg that was never answered is one of several that rang; the caller's leg tells whether the call came about.
        var kept = answered.Where(static c => c.TrueForAll(static l => !l.Answered || l.Kept)).ToList();
        return new ProbeSummary
        {
            Placed = calls.Count,
            Answered = answered.Count,
            Kept = kept.Count,
            Good = kept.Count(static c => c.TrueForAll(static l => !l.Answered || l.Fault == ProbeFault.None)),
            Failed = [.. calls.Except(kept).Select(CauseOf).GroupBy(static c => c, StringComparer.Ordinal).Select(static g => new ProbeCause(g.Key, g.Count()))
                .OrderByDescending(static c => c.Calls).ThenBy(static c => c.Cause, StringComparer.Ordinal)],
            SetUp = ProbeSpread.Of(answered.Select(static c => Caller(c).SetUp!.Value)),
            Gap = ProbeSpread.Of(legs.Where(static l => l.Received > 0).Select(static l => l.LargestGap)),
            Legs = legs.Count,
            OneWay = legs.Count(static l => l.Fault == ProbeFault.OneWay),
            NoAudio = legs.Count(static l => l.Fault == ProbeFault.NoAudio),
            WrongAudio = legs.Count(static l => l.Fault == ProbeFault.WrongAudio),
            Gaps = legs.Count(static l => l.Fault == ProbeFault.Gap),
            Strangers = legs.Count(static l => l.Call == 0),
            Sent = legs.Sum(static l => l.Sent),
            Received = legs.Sum(static l => l.Received),
            Lost = legs.Sum(static l => Math.Max(0, l.Lost)),
        };
    }

    private static ProbeLeg Caller(List<ProbeLeg> call) => call.First(static l => l.Side == ProbeSide.Caller);

    // The leg that was cut tells more than the one that was ended because of it.
    private static string CauseOf(List<ProbeLeg> call) =>
        (call.Find(static l => l.Fault is ProbeFault.EndedEarly && l.EndedBy != "local") ?? Caller(call)).Cause;
}
