using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class DigitQueueTests
{
    private readonly DigitQueue _queue = new();

    private string Ticks(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ =>
        _queue.TryNext(out var next, out var begins) ? $"{(begins ? "!" : "")}{next.Digit}{next.Duration}{(next.End ? "E" : "")}" : "-"));

    [Test]
    public void A_digit_grows_and_ends_three_times()
    {
        _queue.Add("5", 5, 3);
        Assert.That(Ticks(9), Is.EqualTo("!5160 5320 5480 5640 5800E 5800E 5800E - -"));
    }

    [Test]
    public void Digits_follow_each_other_after_the_gap()
    {
        _queue.Add("1#", 2, 2);
        Assert.That(Ticks(12), Is.EqualTo("!1160 1320E 1320E 1320E - - !#160 #320E #320E #320E - -"));
    }

    [Test]
    public void The_task_ends_with_the_last_packet()
    {
        var batch = _queue.Add("1", 2, 2);
        Ticks(3);
        Assert.That(batch.Done.Task.IsCompleted, Is.False);
        Ticks(1);
        Assert.That((batch.Done.Task.IsCompletedSuccessfully, _queue.IsSending), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_batch_that_was_given_up_ends_with_the_digit_that_is_being_sent()
    {
        _queue.Add("123", 2, 2).Done.TrySetCanceled();
        _queue.Add("9", 2, 1);
        Assert.That(Ticks(5), Is.EqualTo("!9160 9320E 9320E 9320E -"));
        var batch = _queue.Add("123", 2, 2);
        Ticks(1);
        batch.Done.TrySetCanceled();
        Assert.That(Ticks(5), Is.EqualTo("1320E 1320E 1320E - -"));
    }
}
