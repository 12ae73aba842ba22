using System.Globalization;
using NUnit.Framework;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class TimesTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 30, 0, DateTimeKind.Utc);

    [TestCase(0, "0s")]
    [TestCase(0.45, "0.4s")]
    [TestCase(0.01, "0.1s")]
    [TestCase(12.9, "12s")]
    [TestCase(192, "3m12s")]
    [TestCase(3_900, "1h05m")]
    [TestCase(187_200, "2d04h")]
    [TestCase(-5, "0s")]
    public void A_duration_is_written_in_its_two_largest_units(double seconds, string text) => Assert.That(Times.Text(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));

    [TestCase("now", "2026-03-01T12:30:00Z")]
    [TestCase("today", "2026-03-01T00:00:00Z")]
    [TestCase("yesterday", "2026-02-28T00:00:00Z")]
    [TestCase("90s", "2026-03-01T12:28:30Z")]
    [TestCase("2h", "2026-03-01T10:30:00Z")]
    [TestCase("7d", "2026-02-22T12:30:00Z")]
    [TestCase("2026-01-02", "2026-01-02T00:00:00Z")]
    [TestCase("2026-01-02T03:04", "2026-01-02T03:04:00Z")]
    [TestCase("2026-01-02 03:04:05Z", "2026-01-02T03:04:05Z")]
    [TestCase("2026-01-02T03:04:05+06:00", "2026-01-01T21:04:05Z")]
    public void A_time_is_read_as_utc(string text, string expected)
    {
        Times.TryRead(text, Now, out var at);
        Assert.That(Times.ForApi(at), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("h")]
    [TestCase("-2h")]
    [TestCase("2w")]
    [TestCase("99999999d")]
    [TestCase("2026-13-01")]
    [TestCase("01/02/2026")]
    [TestCase("0001-01-01")]
    public void What_is_no_time_is_refused(string text) => Assert.That(Times.TryRead(text, Now, out _), Is.False);

    [Test]
    public void A_time_is_written_with_its_zone() =>
        Assert.That(Times.Text(DateTime.Parse("2026-11-20T14:30:05Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)), Is.EqualTo("2026-11-20 14:30:05Z"));
}
