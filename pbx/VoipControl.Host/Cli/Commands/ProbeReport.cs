using System.Globalization;
using System.Text.Json;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Output;
using VoipControl.Pbx.Probes;

namespace VoipControl.Host.Cli.Commands;

/// <summary>A finished probe, for people and for programs.</summary>
internal sealed class ProbeReport(ProbeResult result)
{
    /// <summary>Legs that are listed unasked.</summary>
    private const int Unasked = 40;

    /// <summary>A table of legs, then the summary in lines.</summary>
    /// <param name="screen">Where it goes.</param>
    /// <param name="legs">Which legs; null: all when they are few, otherwise those with a fault.</param>
    public void Show(Screen screen, ProbeLegs? legs)
    {
        var wanted = legs ?? (result.Legs.Count <= Unasked ? ProbeLegs.All : ProbeLegs.Bad);
        var listed = wanted switch
        {
            ProbeLegs.All => result.Legs,
            ProbeLegs.Bad => [.. result.Legs.Where(static l => l.Fault != ProbeFault.None)],
            _ => [],
        };
        if (listed.Count > 0)
        {
            screen.Table(Table(listed));
            screen.Line("");
        }
        foreach (var line in Lines()) screen.Line(line);
        if (legs is null && listed.Count < result.Legs.Count) screen.Notice($"{result.Legs.Count - listed.Count} good legs are not listed; --legs all lists them.");
    }

    /// <summary>The document of --json. Durations are milliseconds, as their names say.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        var summary = result.Summary;
        JsonSerializer.Serialize(writer, new
        {
            result.StartedAt,
            tookMs = Ms(result.Took),
            good = result.IsGood,
            result.Interrupted,
            result.NotPlaced,
            summary = new
            {
                summary.Placed,
                summary.Answered,
                summary.Kept,
                summary.Good,
                summary.Failed,
                setUpMs = Spread(summary.SetUp),
                gapMs = Spread(summary.Gap),
                summary.Legs,
                summary.OneWay,
                summary.NoAudio,
                summary.WrongAudio,
                summary.Gaps,
                summary.Strangers,
                summary.Sent,
                summary.Received,
                summary.Lost,
            },
            machine = new { inTime = result.Lateness.IsInTime, result.Lateness.LateTicks, result.Lateness.SkippedTicks, worstPlacingMs = Ms(result.Lateness.WorstPlacing) },
            legs = result.Legs.Select(static leg => new
            {
                leg.Call,
                side = Words.Lower(leg.Side),
                leg.To,
                leg.CallId,
                leg.StartedAt,
                ringMs = Ms(leg.Ring),
                setUpMs = Ms(leg.SetUp),
                leg.Answered,
                leg.Kept,
                leg.Sent,
                leg.Received,
                leg.Lost,
                loss = Math.Round(leg.Loss, 5),
                jitterMs = Ms(leg.Jitter),
                largestGapMs = Ms(leg.LargestGap),
                leg.LargestGapAt,
                leg.Tones,
                leg.ExpectedTone,
                digits = leg.Digits.Length > 0 ? leg.Digits : null,
                leg.MediaChanges,
                leg.EndedBy,
                leg.Cause,
                fault = leg.Fault == ProbeFault.None ? null : Word(leg.Fault),
            }),
        }, ApiJson.Options);
    }

    private IEnumerable<string> Lines()
    {
        var summary = result.Summary;
        yield return Text($"{summary.Placed} calls placed, {summary.Answered} answered, {summary.Kept} kept to the end, {summary.Good} good, in {result.Took.TotalSeconds:0.0} s{(result.Interrupted ? "; interrupted" : "")}.");
        if (result.NotPlaced is { } reason) yield return Text($"machine   placed no more: {reason}");
        foreach (var cause in summary.Failed) yield return Text($"failed    {cause.Calls} by {cause.Cause}");
        if (summary.SetUp is { } setUp) yield return Text($"set-up    median {Shown(setUp.Median)} ms, 95 % within {Shown(setUp.P95)} ms, longest {Shown(setUp.Max)} ms");
        if (summary.Gap is { } gap) yield return Text($"gaps      median {Shown(gap.Median)} ms, 95 % within {Shown(gap.P95)} ms, longest {Shown(gap.Max)} ms (the largest of each leg)");
        yield return Text($"audio     {summary.Legs} legs: {summary.OneWay} one way, {summary.NoAudio} without audio, {summary.WrongAudio} with wrong audio; {summary.Sent} packets sent, {summary.Received} received, {summary.Lost} lost");
        if (summary.Gaps > 0) yield return Text($"          {summary.Gaps} legs with a gap above the one allowed");
        if (summary.Strangers > 0) yield return Text($"          {summary.Strangers} legs came that belong to none of these calls (call 0)");
        yield return result.Lateness.IsInTime
            ? "machine   was in time: gaps are not its own"
            : Text($"machine   was late itself: {result.Lateness.LateTicks} ticks by 20 ms or more, {result.Lateness.SkippedTicks} left out; gaps may be its own");
        if (result.Lateness.WorstPlacing > TimeSpan.FromMilliseconds(50)) yield return Text($"          placed a call {Shown(result.Lateness.WorstPlacing)} ms late at worst: the rate was not kept");
    }

    private static TableView Table(IEnumerable<ProbeLeg> legs)
    {
        var table = new TableView().With("CALL", right: true).With("SIDE").With("TO", 6).With("SETUP", 2, right: true).With("SENT", 4, right: true).With("RECEIVED", right: true).With("LOST", 1, right: true)
            .With("JITTER", 5, right: true).With("GAP", right: true).With("AT", 3).With("HEARD", 1).With("DIGITS", 7).With("ENDED BY", 3).With("CAUSE", 2).With("FAULT", 1).With("CALL-ID", 8);
        foreach (var leg in legs)
        {
            table.Row(Text($"{leg.Call}"), Words.Lower(leg.Side), leg.To, leg.SetUp is { } setUp ? Shown(setUp) : "", Text($"{leg.Sent}"), Text($"{leg.Received}"),
                Text($"{leg.Lost}"), Shown(leg.Jitter), leg.Received > 0 ? Shown(leg.LargestGap) : "", leg.LargestGapAt is { } at ? Times.OfDay(at) : "",
                string.Join('+', leg.Tones), leg.Digits, leg.EndedBy, leg.Cause,
                leg.Fault == ProbeFault.None ? "" : new Cell(Word(leg.Fault), Tone.Bad), leg.CallId);
        }
        return table;
    }

    private static string Word(ProbeFault fault) => fault switch
    {
        ProbeFault.NotAnswered => "not answered",
        ProbeFault.EndedEarly => "ended early",
        ProbeFault.NoAudio => "no audio",
        ProbeFault.OneWay => "one way",
        ProbeFault.WrongAudio => "wrong audio",
        _ => Words.Lower(fault),
    };

    private static object? Spread(ProbeSpread? spread) => spread is null ? null : new { median = Ms(spread.Median), p95 = Ms(spread.P95), max = Ms(spread.Max) };

    private static double? Ms(TimeSpan? span) => span is { } length ? Ms(length) : null;

    private static double Ms(TimeSpan span) => Math.Round(span.TotalMilliseconds, 2);

    // A tenth matters where figures are small.
    private static string Shown(TimeSpan span) => span.TotalMilliseconds.ToString(span.TotalMilliseconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
