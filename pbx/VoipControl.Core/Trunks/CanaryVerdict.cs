using System.Globalization;

namespace VoipControl.Core.Trunks;

/// <summary>Judges a canary call: pure, from what was planned and what happened.</summary>
/// <param name="Faults">What was wrong, the most telling first; empty when all was well.</param>
/// <param name="Judged">The faults that this call could have shown: an unanswered call says nothing of its audio.</param>
/// <param name="Detail">In words.</param>
public sealed record CanaryVerdict(IReadOnlyList<CanaryFault> Faults, IReadOnlySet<CanaryFault> Judged, string Detail)
{
    private static readonly CanaryFault[] SetUpFaults = [CanaryFault.NotPlaced, CanaryFault.NoAnswer, CanaryFault.WrongCause];
    private static readonly CanaryFault[] AnsweredFaults = [.. SetUpFaults, CanaryFault.SlowSetUp, CanaryFault.EndedEarly];
    private static readonly HashSet<CanaryFault> OwnFault = [CanaryFault.NotPlaced];

    /// <summary>All was well.</summary>
    public bool IsGood => Faults.Count == 0;

    /// <summary>The verdict of a call.</summary>
    public static CanaryVerdict Of(CanaryPlan plan, CanaryOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.OwnFailure is { } own) return new([CanaryFault.NotPlaced], OwnFault, own);
        var answered = outcome.Status is >= 200 and < 300;
        if (outcome.Status is null || (outcome.Status == 408 && plan.ExpectedStatus != 408)) return Bad(CanaryFault.NoAnswer, SetUpFaults, Text($"no answer within {plan.AnswerLimit.TotalSeconds:0.#} s"));
        if (plan.ExpectedStatus is { } expected && outcome.Status != expected)
            return Bad(CanaryFault.WrongCause, SetUpFaults, Text($"status {outcome.Status} where {expected} is right"));
        if (!answered)
        {
            if (plan.ExpectedStatus is null) return Bad(CanaryFault.WrongCause, SetUpFaults, Text($"refused with status {outcome.Status}"));
            var slow = Slow(plan, outcome);
            return new(slow ? [CanaryFault.SlowSetUp] : [], new HashSet<CanaryFault>([.. SetUpFaults, CanaryFault.SlowSetUp]),
                slow ? SlowText(plan, outcome) : Text($"refused with status {outcome.Status}, as it should"));
        }
        var faults = new List<CanaryFault>();
        var words = new List<string>();
        var audio = Audio(plan, outcome);
        if (audio.Fault is { } fault) (faults, words) = ([fault], [audio.Text]);
        if (outcome.EndedByOther)
        {
            faults.Add(CanaryFault.EndedEarly);
            words.Add("the other side ended it");
        }
        if (Slow(plan, outcome))
        {
            faults.Add(CanaryFault.SlowSetUp);
            words.Add(SlowText(plan, outcome));
        }
        // A call that was cut short may have been cut before its tones: that is told of it, and nothing of its audio.
        IEnumerable<CanaryFault> judged = outcome.EndedByOther && audio.Fault is not null ? AnsweredFaults : Enum.GetValues<CanaryFault>();
        if (outcome.EndedByOther && audio.Fault is { } unsure) faults.Remove(unsure);
        return new(faults, judged.ToHashSet(), words.Count == 0 ? audio.Text : string.Join("; ", words));
    }

    private static (CanaryFault? Fault, string Text) Audio(CanaryPlan plan, CanaryOutcome outcome)
    {
        var (here, there) = (outcome.Here, outcome.There);
        // Packets of silence, as a switch fills a broken path with, are no audio either.
        var hearHere = here is { IsSilent: false };
        switch (plan.Mode)
        {
            case CanaryMode.Loop when there is null:
                return (CanaryFault.NotReturned, "it was answered, and not by our own callee");
            case CanaryMode.Loop:
                var hearThere = !there.IsSilent;
                if (!hearHere && !hearThere) return (CanaryFault.NoAudio, "neither end hears anything");
                if (!hearHere) return (CanaryFault.OneWayTowardsUs, "we hear nothing; the far end hears us");
                if (!hearThere) return (CanaryFault.OneWayFromUs, "we hear the far end; it hears nothing");
                return here!.Has(plan.HearHz) && there.Has(plan.SendHz)
                    ? (null, "both ends hear each other's tone")
                    : (CanaryFault.WrongTone, Text($"we hear {Hertz(here)} for {plan.HearHz} Hz, the far end {Hertz(there)} for {plan.SendHz} Hz"));
            default:
                var isEcho = plan.Mode == CanaryMode.Echo;
                if (!hearHere) return (CanaryFault.NoAudio, isEcho ? "nothing came back; which direction is broken an echo cannot tell" : "we hear nothing");
                if (!here!.Has(plan.HearHz)) return (CanaryFault.WrongTone, Text($"we hear {Hertz(here)} for {plan.HearHz} Hz"));
                return (null, isEcho ? "our tone came back: both directions" : "the far end's tone is heard: only the direction towards us is proved");
        }
    }

    private static bool Slow(CanaryPlan plan, CanaryOutcome outcome) => outcome.SetUp > plan.SetUpLimit;

    private static string SlowText(CanaryPlan plan, CanaryOutcome outcome) =>
        Text($"set up in {outcome.SetUp!.Value.TotalSeconds:0.0} s, above {plan.SetUpLimit.TotalSeconds:0.#} s");

    private static string Hertz(HeardAudio heard) => heard.ToneHz is { } tone ? Text($"{tone:0} Hz") : "no tone";

    private static CanaryVerdict Bad(CanaryFault fault, CanaryFault[] judged, string detail) => new([fault], judged.ToHashSet(), detail);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
