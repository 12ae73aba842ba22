using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class DigitReceiverTests
{
    private DigitReceiver _digits = null!;

    [SetUp]
    public void Begin() => _digits = new DigitReceiver(4);

    private void Take(char digit, uint timestamp, int duration, bool end = false) =>
        _digits.Take(new TelephoneEvent(digit, end, 10, (ushort)duration), timestamp, TimeSpan.Zero);

    private string Completed() => string.Concat(_digits.TakeCompleted().Select(static d => $"{d.Digit}{d.Duration.TotalMilliseconds}{(d.Ended ? "" : "?")} "));

    [Test]
    public void An_event_is_one_digit_however_many_packets_tell_it()
    {
        foreach (var duration in new[] { 160, 320, 480, 480 }) Take('5', 1000, duration);
        foreach (var _ in new[] { 1, 2, 3 }) Take('5', 1000, 800, end: true);
        Assert.That(Completed(), Is.EqualTo("5100 "));
    }

    [Test]
    public void Late_packets_of_an_event_that_is_over_are_nothing()
    {
        Take('5', 1000, 800, end: true);
        Take('6', 3000, 800, end: true);
        Take('5', 1000, 480);
        Assert.That(Completed(), Is.EqualTo("5100 6100 "));
    }

    [Test]
    public void The_same_digit_twice_is_two()
    {
        Take('1', 1000, 800, end: true);
        Take('1', 3000, 800, end: true);
        Assert.That(_digits.Count, Is.EqualTo(2));
    }

    [Test]
    public void A_digit_whose_end_was_lost_is_complete_with_the_next()
    {
        Take('1', 1000, 480);
        Take('2', 3000, 800, end: true);
        Assert.That(Completed(), Is.EqualTo("160? 2100 "));
    }

    [Test]
    public void A_digit_whose_end_was_lost_is_complete_with_later_audio()
    {
        Take('1', 1000, 480);
        _digits.TakeAudio(1200);
        Assert.That(Completed(), Is.Empty);
        _digits.TakeAudio(1640);
        Assert.That(Completed(), Is.EqualTo("160? "));
    }

    [Test]
    public void A_digit_is_listed_while_it_is_pressed()
    {
        Take('1', 1000, 480);
        Assert.That(_digits.Digits.Single(), Is.EqualTo(new ReceivedDigit('1', TimeSpan.FromMilliseconds(60), TimeSpan.Zero, false)));
    }

    [Test]
    public void A_digit_held_for_longer_than_the_field_counts_is_one()
    {
        Take('1', 1000, 65535);
        Take('1', 1000 + 65535, 160);
        Take('1', 1000 + 65535, 800, end: true);
        Assert.That(_digits.TakeCompleted().Single().Duration, Is.EqualTo(TimeSpan.FromSeconds((65535 + 800) / 8000.0)).Within(TimeSpan.FromMicroseconds(1)));
    }

    [Test]
    public void Timestamps_wrap()
    {
        Take('1', uint.MaxValue - 100, 800, end: true);
        Take('2', 2000, 800, end: true);
        Assert.That(Completed(), Is.EqualTo("1100 2100 "));
    }

    [Test]
    public void The_list_is_bounded_and_the_count_is_not()
    {
        for (uint i = 0; i < 100; i++) Take('1', i * 2000, 800, end: true);
        Assert.That((_digits.Digits.Count, _digits.Count), Is.EqualTo((4, 100L)));
    }

    [Test]
    public void A_digit_is_heard_after_the_far_end_has_set_its_timestamps_back()
    {
        var receiver = new DigitReceiver(10);
        receiver.Take(new TelephoneEvent('1', true, 10, 800), 3_000_000_000, TimeSpan.FromSeconds(1));
        receiver.Take(new TelephoneEvent('2', true, 10, 800), 2_000_000_000, TimeSpan.FromSeconds(5));
        Assert.That(string.Concat(receiver.Digits.Select(static d => d.Digit)), Is.EqualTo("12"));
    }
}
