using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class SequenceTrackerTests
{
    private static SequenceTracker After(params int[] sequence)
    {
        var tracker = new SequenceTracker();
        foreach (var number in sequence) tracker.Take((ushort)number);
        return tracker;
    }

    // RFC 3550 A.3: lost is what was expected less what came.
    [TestCase(new[] { 1, 2, 3 }, 0, 0, 0)]
    [TestCase(new[] { 1, 3 }, 1, 0, 0)]
    [TestCase(new[] { 1, 10 }, 8, 0, 0)]
    [TestCase(new[] { 65534, 65535, 0, 1 }, 0, 0, 0)]
    [TestCase(new[] { 65535, 2 }, 2, 0, 0)]
    [TestCase(new[] { 1, 3, 2 }, 0, 1, 0)]
    [TestCase(new[] { 65535, 1, 0, 2 }, 0, 1, 0)]
    [TestCase(new[] { 5, 4, 6 }, 0, 1, 0)]
    [TestCase(new[] { 0, 65535, 1 }, 0, 1, 0)]
    [TestCase(new[] { 1, 2, 2, 2 }, 0, 0, 2)]
    [TestCase(new[] { 1, 2, 3, 1 }, 0, 0, 1)]
    [TestCase(new[] { 1, 5, 5 }, 3, 0, 1)]
    [TestCase(new[] { 1, 101, 1 }, 99, 0, 1)]
    public void Lost_late_and_doubled_packets_are_told_apart(int[] sequence, int lost, int late, int doubled)
    {
        var tracker = After(sequence);
        Assert.That((tracker.Lost, tracker.OutOfOrder, tracker.Duplicates), Is.EqualTo(((long)lost, (long)late, (long)doubled)));
    }

    [Test]
    public void Cycles_are_counted()
    {
        var tracker = new SequenceTracker();
        for (var i = 0; i < 3 * 65536; i++)
        {
            if (i % 1000 != 7) tracker.Take((ushort)i);
        }

        Assert.That(tracker.Lost, Is.EqualTo(197));
    }

    [Test]
    public void One_number_from_far_outside_is_not_believed()
    {
        Assert.That(After(1, 2, 40000, 3, 4).Lost, Is.Zero);
    }

    [Test]
    public void Two_in_a_row_from_far_outside_begin_a_new_count_and_keep_the_losses()
    {
        var tracker = After(1, 3, 40000, 40001, 40003);
        Assert.That((tracker.Lost, tracker.Restarts), Is.EqualTo((2L, 1)));
    }

    [Test]
    public void A_new_stream_begins_anew_and_keeps_the_losses()
    {
        var tracker = After(1, 3);
        tracker.BeginStream();
        tracker.Take(9);
        tracker.Take(12);
        Assert.That(tracker.Lost, Is.EqualTo(3));
    }
}
