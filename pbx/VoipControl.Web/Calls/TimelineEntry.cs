using VoipControl.Core.Calls;

namespace VoipControl.Web.Calls;

/// <summary>One thing that happened in a call.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Kind">What.</param>
/// <param name="Leg">To which leg.</param>
/// <param name="Node">On which node.</param>
/// <param name="Text">In words.</param>
/// <param name="Details">The same for programs: names such as number, cause, file, otherLeg.</param>
internal sealed record TimelineEntry(
    DateTime At, FactKind Kind, LegId Leg, string Node, string Text, IReadOnlyDictionary<string, string>? Details)
{
    /// <summary>Puts a fact into words.</summary>
    public static TimelineEntry Of(LegFact fact)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        void Add(string name, object? value)
        {
            if (value?.ToString() is { Length: > 0 } text) details[name] = text;
        }
        Add("caller", fact.Details?.Caller.Number);
        Add("callee", fact.Details?.Callee.Number);
        Add("channel", fact.Details?.Channel);
        Add("otherLeg", fact.OtherLeg);
        Add("originator", fact.Originator);
        Add("file", fact.Recording);
        if (fact.RecordingLength is { } length) Add("seconds", decimal.Round((decimal)length.TotalSeconds, 3));
        Add("cause", fact.HangUp?.Cause);
        Add("disposition", fact.HangUp?.Disposition);
        Add("sipStatus", fact.HangUp?.SipStatus);
        if (fact.Transfers is { Count: > 0 } transfers) Add("transfer", transfers[^1].Target);
        return new TimelineEntry(fact.At, fact.Kind, fact.Leg, fact.Node, Words(fact), details.Count == 0 ? null : details);
    }

    private static string Words(LegFact fact)
    {
        var text = fact.Kind switch
        {
            FactKind.Created => fact.Details is { } leg ? $"Leg from {Shown(leg.Caller)} to {Shown(leg.Callee)} began." : "A leg began.",
            FactKind.Ringing => "It rings.",
            FactKind.EarlyMedia => "Audio before the answer.",
            FactKind.Answered => "Answered.",
            FactKind.Bridged => fact.OtherLeg is { } other ? $"Connected with leg {other}." : "Connected.",
            FactKind.Unbridged => fact.OtherLeg is { } other ? $"No longer connected with leg {other}." : "No longer connected.",
            FactKind.Held => "Put on hold.",
            FactKind.Unheld => "Taken off hold.",
            FactKind.Parked => "Waits in park.",
            FactKind.Unparked => "Left park.",
            FactKind.RecordingStarted => $"Recording began: {fact.Recording}.",
            FactKind.RecordingStopped => $"Recording ended: {fact.Recording}.",
            FactKind.HungUp => $"Hung up: {fact.HangUp?.Cause ?? "no cause given"}.",
            FactKind.Ended => fact.HangUp is { } end ? $"Ended: {end.Cause}." : "Ended.",
            FactKind.Destroyed => "The switch freed the leg.",
            FactKind.Updated when fact.Transfers is { Count: > 0 } transfers => $"Transferred to {transfers[^1].Target}.",
            // No channel yet: the order of a click-to-call.
            FactKind.Updated => fact.Details is { Channel: "" } order ? $"Placed from {Shown(order.Caller)} to {Shown(order.Callee)}." : "Changed.",
            FactKind.Seen => "Found on the switch by a compare.",
            FactKind.Gone => "Not found on the switch any more: the end is inferred.",
            FactKind.Reported => $"Its final report was read from the switch's record: {fact.HangUp?.Cause ?? "no cause given"}.",
            _ => fact.Kind.ToString(),
        };
        return fact.Recovered ? text + " Recovered after a takeover." : text;
    }

    private static string Shown(Party party) => party.Number.Length > 0 ? party.Number : "an unknown number";
}
