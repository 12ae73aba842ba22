using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class JitterMeterTests
{
    // Milliseconds of arrival, timestamps in samples; expected by hand from J += (|D| - J) / 16.
    [TestCase(new double[] { 0, 20, 40 }, new uint[] { 0, 160, 320 }, 0)]
    [TestCase(new double[] { 0, 36 }, new uint[] { 0, 160 }, 1)]
    [TestCase(new double[] { 0, 36, 40 }, new uint[] { 0, 160, 320 }, 1.9375)]
    [TestCase(new double[] { 0, 36, 56 }, new uint[] { 0, 160, 320 }, 0.9375)]
    [TestCase(new double[] { 0, 20, 40 }, new uint[] { 4294967136, 0, 160 }, 0)]
    public void The_estimate_follows_the_formula(double[] arrivals, uint[] timestamps, double expected)
    {
        var meter = new JitterMeter();
        foreach (var (arrival, timestamp) in arrivals.Zip(timestamps)) meter.Take(TimeSpan.FromMilliseconds(arrival), timestamp);
        Assert.That(meter.Milliseconds, Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void A_new_stream_with_another_time_is_no_jitter()
    {
        var meter = new JitterMeter();
        meter.Take(TimeSpan.Zero, 0);
        meter.BeginStream();
        meter.Take(TimeSpan.FromMilliseconds(20), 999_999);
        Assert.That(meter.Milliseconds, Is.Zero);
    }
}
