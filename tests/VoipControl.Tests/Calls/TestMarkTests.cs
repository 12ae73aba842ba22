using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Core.Calls;

namespace VoipControl.Tests.Calls;

public sealed class TestMarkTests
{
    private static readonly DateTime Now = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TestMark Marks = new("a-secret-of-these-tests");

    private static bool IsGood(string? mark, DateTime? at = null, TestMark? by = null) => (by ?? Marks).TryVerify(mark, at ?? Now, out _, out _);

    [TestCase(CallPurpose.Canary)]
    [TestCase(CallPurpose.Probe)]
    public void A_mark_proves_its_purpose_and_id(CallPurpose purpose)
    {
        Marks.TryVerify(Marks.Create(purpose, "trunk1-42_x", Now.AddMinutes(5)), Now, out var read, out var id);
        Assert.That((read, id), Is.EqualTo((purpose, "trunk1-42_x")));
    }

    [Test]
    public void A_mark_is_good_until_its_expiry_and_not_after_it()
    {
        var mark = Marks.Create(CallPurpose.Canary, "a", Now);
        Assert.That((IsGood(mark, Now), IsGood(mark, Now.AddSeconds(1))), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_mark_of_another_installation_proves_nothing() =>
        Assert.That(IsGood(Marks.Create(CallPurpose.Canary, "a", Now.AddMinutes(1)), by: new TestMark("a-secret-of-others")), Is.False);

    [Test]
    public void A_mark_that_is_good_for_longer_than_a_day_is_refused() =>
        Assert.That(IsGood(Marks.Create(CallPurpose.Canary, "a", Now + TestMark.MaxLife + TimeSpan.FromSeconds(1))), Is.False);

    [Test]
    public void No_character_of_a_mark_can_be_changed()
    {
        var mark = Marks.Create(CallPurpose.Probe, "abc", Now.AddMinutes(1));
        var changes = Gen.Choose(0, mark.Length - 1).SelectMany(_ => Gen.Elements("Aa0.-_~ é\n".ToCharArray()), static (at, to) => (at, to));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(changes.ToArbitrary(), change =>
            mark[change.at] == change.to || !IsGood(mark[..change.at] + change.to + mark[(change.at + 1)..])));
    }

    [Test]
    public void Any_text_at_all_is_refused_without_an_exception() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll<string?>(text => !IsGood(text)));

    [TestCase("")]
    [TestCase(".")]
    [TestCase("...")]
    [TestCase("canary.a.1763640000.")]
    [TestCase("canary.a.99999999999999999999.AAAA")]
    public void A_malformed_mark_is_refused(string mark) => Assert.That(IsGood(mark), Is.False);

    [Test]
    public void A_mark_that_is_too_long_is_refused() => Assert.That(IsGood(new string('a', 1_000_000)), Is.False);

    [Test]
    public void The_longest_mark_is_within_the_limit() =>
        Assert.That(Marks.Create(CallPurpose.Canary, new string('x', TestMark.MaxIdLength), DateTime.MaxValue), Has.Length.LessThanOrEqualTo(TestMark.MaxLength));

    [TestCase("")]
    [TestCase("a.b")]
    [TestCase("a b")]
    [TestCase("a\r\nX: y")]
    public void An_id_that_cannot_stand_in_a_mark_is_refused(string id) =>
        Assert.That(() => Marks.Create(CallPurpose.Canary, id, Now), Throws.ArgumentException);

    [Test]
    public void A_customers_call_has_no_mark() =>
        Assert.That(() => Marks.Create(CallPurpose.Customer, "a", Now), Throws.ArgumentException);
}
