using VoipControl.Core.Calls;

namespace VoipControl.Host.Cli.Output;

/// <summary>The domain in a person's words.</summary>
internal static class Words
{
    public static string Of(CallState state) => state switch
    {
        CallState.Held => "on hold",
        CallState.New => "starting",
        CallState.Answered => "answered, alone",
        _ => Lower(state),
    };

    public static string Of(LegState state) => state switch
    {
        LegState.EarlyMedia => "early media",
        LegState.Bridged => "talking",
        LegState.Held => "on hold",
        LegState.HangingUp => "hanging up",
        _ => Lower(state),
    };

    public static string Of(Outcome outcome) => outcome == Outcome.NoAnswer ? "no answer" : Lower(outcome);

    public static string Of(FactKind kind) => string.Concat(kind.ToString().Select(static (c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));

    public static string Lower(Enum value) => value.ToString().ToLowerInvariant();

    /// <summary>State of a call and, when it is over, how it ended.</summary>
    public static Cell State(CallView call) => call switch
    {
        { State: CallState.Ended, Outcome: { } outcome } => new Cell("ended: " + Of(outcome), ToneOf(outcome)),
        { State: CallState.Ended } => "ended",
        { State: CallState.Talking } => new Cell(Of(call.State), Tone.Good),
        _ => new Cell(Of(call.State), Tone.Warning),
    };

    public static Tone ToneOf(Outcome outcome) => outcome switch
    {
        Outcome.Answered => Tone.Good,
        Outcome.Failed or Outcome.Rejected => Tone.Bad,
        _ => Tone.Warning,
    };

    public static string Of(Party? party) => party switch
    {
        null => "",
        { Number: "" } => party.Name is { Length: > 0 } name ? name : "unknown",
        { Name: { Length: > 0 } name } when name != party.Number => $"{party.Number} {name}",
        _ => party.Number,
    };
}
