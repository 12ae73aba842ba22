using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Core.Trunks;

namespace VoipControl.Tests.Trunks;

public sealed class CanaryTimetableTests
{
    private static readonly DateTime Now = new(2026, 11, 20, 12, 0, 30, DateTimeKind.Utc);
    private static readonly CanaryTimetable Hourly = new(TimeSpan.FromHours(1), []);
    private static readonly CanaryTimetable TwiceADay = new(TimeSpan.Zero, [new TimeOnly(12, 0), new TimeOnly(6, 30)]);

    [TestCase(0.0, 48)]
    [TestCase(0.5, 60)]
    [TestCase(1.0, 72)]
    public void An_interval_varies_by_a_fifth(double drawn, int minutes) =>
        Assert.That(Hourly.Next(Now, first: false, drawn), Is.EqualTo(Now.AddMinutes(minutes)));

    [Test]
    public void The_first_run_comes_somewhere_within_the_interval() =>
        Assert.That(Hourly.Next(Now, first: true, 0.25), Is.EqualTo(Now.AddMinutes(15)));

    [Test]
    public void The_next_time_of_the_day_is_taken() =>
        Assert.That(TwiceADay.Next(Now, first: false, 0), Is.EqualTo(new DateTime(2026, 11, 21, 6, 30, 0, DateTimeKind.Utc)));

    [Test]
    public void One_time_of_the_day_gives_one_run_a_day() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Choose(0, 999).Select(static d => d / 1000.0).ArrayOf(20).ToArbitrary(), drawn =>
        {
            var daily = TwiceADay with { Daily = [new TimeOnly(12, 0)] };
            var at = daily.Next(Now, first: true, drawn[0]);
            for (var day = 1; day < drawn.Length; day++)
            {
                var next = daily.Next(at, first: false, drawn[day]);
                if (next.Date != at.Date.AddDays(1)) return false;
                at = next;
            }
            return true;
        }));
}
