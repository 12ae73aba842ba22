using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class ToneStreamTests
{
    private static short[] Play(string description, int most = 80_000)
    {
        var samples = new short[most];
        var source = ToneStream.Parse(description).Open();
        var length = 0;
        // Odd portions: a step ends within a read.
        for (var read = -1; read != 0 && length < most; length += read) read = source.Read(samples.AsSpan(length, Math.Min(77, most - length)));
        return samples[..length];
    }

    private static double[] Heard(short[] samples, params double[] candidates)
    {
        var detector = new ToneDetector(candidates);
        detector.Take(samples, TimeSpan.FromSeconds(1));
        return [.. detector.HeardAt(TimeSpan.FromSeconds(1)).Select(static t => t.Frequency)];
    }

    [TestCase("tone_stream://%(1000,500,440)", 1, 1500)]
    [TestCase("%(100,0,350,440);loops=-1", 0, 100)]
    [TestCase("%(100,0,350,440);loops=3", 3, 100)]
    [TestCase("%(100,0,350,440);loops=0", 1, 100)]
    [TestCase("L=3;%(100,50,440)", 1, 450)]
    [TestCase("l=2;%(100,50,440)%(100,0,480)", 1, 400)]
    [TestCase("v=-7;%(100,0,941.0,1477.0);v=-7;>=2;+=.1;%(1400,0,350,440)", 1, 1500)]
    [TestCase("d=100;w=100;12#", 1, 600)]
    [TestCase("1(80,20) 2(80,20)", 1, 200)]
    [TestCase("5", 1, 312.5)]
    public void Lengths_and_plays_are_those_of_libteletone(string description, int plays, double milliseconds)
    {
        var stream = ToneStream.Parse(description);
        Assert.That((stream.Plays, stream.Length.TotalMilliseconds), Is.EqualTo((plays, milliseconds)));
    }

    [Test]
    public void On_and_off_take_their_time()
    {
        var samples = Play("%(300,200,440);loops=2");
        Assert.That(samples, Has.Length.EqualTo(8000));
        Assert.That(samples[2400..4000].Concat(samples[6400..]), Is.All.Zero);
        Assert.That(Heard(samples[4000..6400], 440, 480), Is.EqualTo(new[] { 440.0 }));
    }

    [Test]
    public void Frequencies_sound_together()
    {
        Assert.That(Heard(Play("%(2000,0,440,480)"), 350, 440, 480), Is.EqualTo(new[] { 440.0, 480 }));
    }

    [Test]
    public void A_digit_is_its_two_tones()
    {
        Assert.That(Heard(Play("6(1000,0)"), 697, 770, 1336, 1477), Is.EqualTo(new[] { 770.0, 1477 }));
    }

    // teletone_dds_state_set_tx_level: 10^((v - 6.16) / 20) * 32767 * sqrt 2.
    [TestCase("%(100,0,1000)", 10184)]
    [TestCase("v=0;%(100,0,1000)", 22801)]
    [TestCase("v=-20;%(100,0,1000)", 2280)]
    public void The_volume_is_libteletones(string description, int peak)
    {
        Assert.That(Play(description).Max(), Is.EqualTo(peak).Within(2));
    }

    [Test]
    public void A_fade_makes_it_softer()
    {
        var samples = Play(">=10;+=1;%(400,0,1000)");
        Assert.That(samples[^80..].Max(), Is.LessThan(samples[..80].Max() / 30));
    }

    [Test]
    public void Without_end_is_without_end()
    {
        Assert.That(Play("%(10,0,1000);loops=-1", 200_000), Has.Length.EqualTo(200_000));
    }

    [TestCase("", "no tone")]
    [TestCase("v=-7", "no tone")]
    [TestCase("%(100,0,", "not closed")]
    [TestCase("%(100,0)", "0 frequencies")]
    [TestCase("%(100)", "lacks")]
    [TestCase("%(0,0,440)", "no length")]
    [TestCase("%(a,0,440)", "'a'")]
    [TestCase("%(-1,0,440)", "'-1'")]
    [TestCase("%(99999999,0,440)", "'99999999'")]
    [TestCase("%(100,0,4000)", "frequency")]
    [TestCase("%(100,0,NaN)", "frequency")]
    [TestCase("%(100,0,440);loops=x", "loops=")]
    [TestCase("v=7;%(100,0,440)", "v=")]
    [TestCase("z=1;%(100,0,440)", "z=")]
    [TestCase("path=/etc/passwd", "'p'")]
    [TestCase("L=1000;l=1000;%(1,0,440)", "steps")]
    [TestCase("r=16000;%(100,0,440)", "rate")]
    public void What_is_wrong_is_named(string description, string named)
    {
        Assert.That(() => ToneStream.Parse(description), Throws.InstanceOf<FormatException>().With.Message.Contains(named));
    }

    [Test]
    public void A_description_without_end_is_refused()
    {
        Assert.That(() => ToneStream.Parse(new string('1', 5000)), Throws.InstanceOf<FormatException>());
    }
}
