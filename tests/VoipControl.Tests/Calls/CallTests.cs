using NUnit.Framework;
using VoipControl.Core.Calls;

namespace VoipControl.Tests.Calls;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CallTests
{
    private static readonly DateTime Start = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Guid CoreA = new("aaaaaaaa-0000-0000-0000-000000000001");
    private static readonly Guid CoreB = new("bbbbbbbb-0000-0000-0000-000000000002");
    private static readonly LegId Caller = new(new("11111111-0000-0000-0000-000000000000"));
    private static readonly LegId Callee = new(new("22222222-0000-0000-0000-000000000000"));
    private static readonly LegId Third = new(new("33333333-0000-0000-0000-000000000000"));

    private readonly CallBook _book = new();

    [Test]
    public void Late_answer_does_not_reopen_an_ended_call()
    {
        Apply(Created(Caller, 0), Ended(Caller, 5));
        Apply(Fact(FactKind.Answered, Caller, 2));
        Assert.That(View(Caller).State, Is.EqualTo(CallState.Ended));
        Assert.That(View(Caller).AnsweredAt, Is.EqualTo(Start.AddSeconds(2)));
    }

    [Test]
    public void A_call_is_not_over_while_one_leg_lives()
    {
        Apply(Created(Caller, 0), Created(Callee, 1, originator: Caller), Ended(Caller, 5));
        Assert.That(View(Caller).State, Is.Not.EqualTo(CallState.Ended));
        Apply(Ended(Callee, 6));
        Assert.That(View(Caller).EndedAt, Is.EqualTo(Start.AddSeconds(6)));
    }

    [Test]
    public void A_call_whose_root_was_never_seen_is_not_over()
    {
        Apply(Created(Callee, 1, originator: Caller), Ended(Callee, 2));
        Assert.That(_book.Find(new CallId(Caller.Value))!.IsEnded, Is.False);
        Apply(Gone(Caller, 9));
        Assert.That(View(Caller).State, Is.EqualTo(CallState.Ended));
        Assert.That(View(Caller).EndInferred, Is.True);
    }

    [Test]
    public void A_grandchild_seen_before_its_parent_moves_to_the_right_call()
    {
        Apply(Created(Third, 3, originator: Callee));
        Assert.That(_book.Find(new CallId(Callee.Value)), Is.Not.Null);
        var change = _book.Apply(Created(Callee, 1, originator: Caller))!.Value;
        Assert.That(change.Absorbed, Is.EqualTo(new CallId(Callee.Value)));
        Apply(Created(Caller, 0));
        Assert.That(_book.Calls.Single().Legs.Select(l => l.Id), Is.EquivalentTo(new[] { Caller, Callee, Third }));
    }

    [Test]
    public void A_leg_made_for_a_call_belongs_to_it()
    {
        Apply(Created(Caller, 0), Created(Third, 4) with { ForCall = new CallId(Caller.Value) });
        Assert.That(_book.Calls.Single().Legs, Has.Count.EqualTo(2));
    }

    [Test]
    public void Legs_that_originate_each_other_end_in_one_call_whatever_the_order()
    {
        Apply(Created(Caller, 0, originator: Callee), Created(Callee, 1, originator: Caller));
        var other = new CallBook();
        other.Apply(Created(Callee, 1, originator: Caller));
        other.Apply(Created(Caller, 0, originator: Callee));
        Assert.That(_book.Calls.Single().Id, Is.EqualTo(other.Calls.Single().Id));
    }

    [Test]
    public void An_inferred_end_is_refuted_by_a_later_sign_of_life()
    {
        Apply(Created(Caller, 0), Gone(Caller, 10));
        Assert.That(View(Caller).State, Is.EqualTo(CallState.Ended));
        Apply(Fact(FactKind.Seen, Caller, 12));
        Assert.That(View(Caller).State, Is.Not.EqualTo(CallState.Ended));
    }

    [Test]
    public void A_reported_end_is_stronger_than_an_inferred_one_in_any_order()
    {
        Apply(Created(Caller, 0), Gone(Caller, 10), Ended(Caller, 5));
        Assert.That((View(Caller).EndInferred, View(Caller).EndedAt), Is.EqualTo((false, Start.AddSeconds(5))));
    }

    [Test]
    public void An_end_told_by_a_dying_switch_is_refuted_by_the_recovery_on_the_other()
    {
        Apply(Created(Caller, 0), Ended(Caller, 5), Fact(FactKind.Created, Caller, 6, CoreB) with { Recovered = true, Node = "b" });
        Assert.That((View(Caller).State, View(Caller).Recovered, View(Caller).Node), Is.EqualTo((CallState.New, true, "b")));
        Apply(Ended(Caller, 9, CoreB) with { Node = "b" });
        Assert.That(View(Caller).EndedAt, Is.EqualTo(Start.AddSeconds(9)));
    }

    [Test]
    public void Facts_of_a_retired_call_make_no_new_call()
    {
        Apply(Created(Caller, 0), Ended(Caller, 5));
        _book.Retire(new CallId(Caller.Value));
        Assert.That(_book.Apply(Fact(FactKind.Ringing, Caller, 1)), Is.Null);
        Assert.That(_book.Calls, Is.Empty);
    }

    [Test]
    public void The_book_remembers_only_as_many_retired_legs_as_it_may()
    {
        var book = new CallBook(retiredLimit: 1);
        foreach (var leg in new[] { Caller, Callee })
        {
            book.Apply(Created(leg, 0));
            book.Apply(Ended(leg, 1));
            book.Retire(new CallId(leg.Value));
        }
        Assert.That((book.IsRetired(Caller), book.IsRetired(Callee)), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_leg_keeps_no_more_toggles_than_its_limit()
    {
        Apply(Created(Caller, 0));
        for (var i = 0; i < Leg.MaxToggles + 10; i++) Apply(Fact(i % 2 == 0 ? FactKind.Held : FactKind.Unheld, Caller, 1 + i));
        Assert.That(View(Caller).Holds, Has.Count.EqualTo(Leg.MaxToggles / 2));
    }

    [Test]
    public void Time_in_which_three_legs_talk_counts_once()
    {
        Apply(Created(Caller, 0), Created(Callee, 0, originator: Caller));
        Apply(Fact(FactKind.Bridged, Caller, 1) with { OtherLeg = Callee }, Fact(FactKind.Bridged, Callee, 1) with { OtherLeg = Caller });
        Apply(Ended(Caller, 5), Ended(Callee, 7));
        Assert.That(View(Caller).Talk, Is.EqualTo(TimeSpan.FromSeconds(6)), "until the last of them was gone");
    }

    [Test]
    public void A_caller_who_leaves_an_unanswered_click_to_call_has_abandoned_it()
    {
        Apply(Created(Caller, 0), Fact(FactKind.Answered, Caller, 1), Created(Callee, 2, originator: Caller));
        Apply(Ended(Caller, 4) with { HangUp = new HangUp("NORMAL_CLEARING", "recv_bye") }, Ended(Callee, 4) with { HangUp = new HangUp("ORIGINATOR_CANCEL", "send_cancel") });
        Assert.That(View(Caller).Outcome, Is.EqualTo(Outcome.Abandoned));
    }

    [TestCase("USER_BUSY", Outcome.Busy)]
    [TestCase("NO_ANSWER", Outcome.NoAnswer)]
    [TestCase("CALL_REJECTED", Outcome.Rejected)]
    [TestCase("UNALLOCATED_NUMBER", Outcome.Failed)]
    public void The_cause_of_the_second_leg_decides_an_unanswered_calls_outcome(string cause, Outcome outcome)
    {
        Apply(Created(Caller, 0), Created(Callee, 1, originator: Caller));
        Apply(Ended(Callee, 2) with { HangUp = new HangUp(cause) }, Ended(Caller, 3));
        Assert.That(View(Caller).Outcome, Is.EqualTo(outcome));
    }

    private CallView View(LegId root) => _book.Find(new CallId(root.Value))!.View();

    private void Apply(params LegFact[] facts)
    {
        foreach (var fact in facts) _book.Apply(fact);
    }

    private static LegFact Fact(FactKind kind, LegId leg, int second, Guid? core = null) => new()
    {
        Kind = kind,
        Leg = leg,
        Core = core ?? CoreA,
        Sequence = 100 + second,
        At = Start.AddSeconds(second),
        Node = "a",
    };

    private static LegFact Created(LegId leg, int second, LegId? originator = null) => Fact(FactKind.Created, leg, second) with
    {
        Originator = originator,
        Details = new LegDetails
        {
            Direction = originator is null ? Direction.Inbound : Direction.Outbound,
            Caller = new Party("100"),
            Callee = new Party("200"),
            Channel = "sofia/internal/x",
        },
    };

    private static LegFact Ended(LegId leg, int second, Guid? core = null) =>
        Fact(FactKind.Ended, leg, second, core) with { HangUp = new HangUp("NORMAL_CLEARING", "send_bye") };

    private static LegFact Gone(LegId leg, int second) => Fact(FactKind.Gone, leg, second) with { Sequence = 0, HangUp = new HangUp("NORMAL_UNSPECIFIED") };
}
