using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Web.Calls;

namespace VoipControl.Tests.Web;

public sealed class TimelineEntryTests
{
    [TestCase("", "Placed from 1001 to 1002.")]
    [TestCase("sofia/internal/1001@192.0.2.1", "Changed.")]
    public void An_order_of_a_click_to_call_is_told_as_one(string channel, string text) => Assert.That(TimelineEntry.Of(new LegFact
    {
        Kind = FactKind.Updated,
        Leg = new LegId(Guid.NewGuid()),
        Core = Guid.Empty,
        At = new DateTime(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc),
        Node = "a",
        Details = new LegDetails { Direction = Direction.Outbound, Caller = new Party("1001"), Callee = new Party("1002"), Channel = channel },
    }).Text, Is.EqualTo(text));
}
