using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Testing;

namespace VoipControl.Tests.Calls;

/// <summary>Which call a leg belongs to, where switches and dialplans tell odd things.</summary>
public sealed class CallBookTests
{
    [Test]
    public void A_chain_of_a_hundred_originators_is_one_call([Values] bool newestFirst)
    {
        var chain = Enumerable.Range(0, 100).Select(static i => Made(i, i == 0 ? null : StoreFacts.Leg(i - 1)));
        var book = Fold(newestFirst ? chain.Reverse() : chain);
        Assert.That(book.Calls.Select(static c => (c.Id.Value, c.Legs.Count)), Is.EqualTo(new[] { (StoreFacts.Leg(0).Value, 100) }));
    }

    [Test]
    public void A_long_chain_that_ends_in_a_cycle_is_one_call([Values] bool newestFirst)
    {
        // No honest switch tells this: the first two legs name each other.
        var chain = Enumerable.Range(0, 100).Select(static i => Made(i, StoreFacts.Leg(i == 0 ? 1 : i - 1)));
        var book = Fold(newestFirst ? chain.Reverse() : chain);
        Assert.That(book.Calls.Select(static c => (c.Id.Value, c.Legs.Count)), Is.EqualTo(new[] { (StoreFacts.Leg(0).Value, 100) }));
    }

    [Test]
    public void A_leg_made_for_a_call_that_is_only_a_leg_of_another_belongs_to_that_other([Values(0, 1, 2)] int first)
    {
        LegFact[] facts = [Made(0, null), Made(1, StoreFacts.Leg(0)), Made(2, null) with { ForCall = new CallId(StoreFacts.Leg(1).Value) }];
        var book = Fold(facts[first..].Concat(facts[..first]));
        Assert.That(book.Calls.Select(static c => (c.Id.Value, c.Legs.Count)), Is.EqualTo(new[] { (StoreFacts.Leg(0).Value, 3) }));
    }

    [Test]
    public void A_leg_that_is_bridged_more_often_than_is_kept_is_the_same_in_any_order()
    {
        var facts = Enumerable.Range(0, Leg.MaxToggles + 10)
            .Select(static i => StoreFacts.Of(i % 2 == 0 ? FactKind.Held : FactKind.Unheld, StoreFacts.Leg(0), i)).ToList();
        var inOrder = Fold(facts).Find(StoreFacts.Leg(0))!.Holds().ToList();
        facts.Reverse();
        Assert.That(Fold(facts).Find(StoreFacts.Leg(0))!.Holds(), Is.EqualTo(inOrder));
    }

    private static LegFact Made(int leg, LegId? originator) => StoreFacts.Of(FactKind.Created, StoreFacts.Leg(leg), leg, originator);

    private static CallBook Fold(IEnumerable<LegFact> facts)
    {
        var book = new CallBook();
        foreach (var fact in facts) book.Apply(fact);
        return book;
    }
}
