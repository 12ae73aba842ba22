using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class ToneDetectorTests
{
    private static readonly double[] Candidates = [440, 480, 1000, 1004, 1400, 2000];

    private static short[] Tone(double level, int samples, params double[] frequencies)
    {
        var sum = new double[samples];
        foreach (var frequency in frequencies)
        {
            var tone = new short[samples];
            new ToneSource(frequency, level).Read(tone);
            for (var i = 0; i < samples; i++) sum[i] += tone[i];
        }

        return [.. sum.Select(static s => (short)Math.Clamp(s, short.MinValue, short.MaxValue))];
    }

    private static short[] Noise(int seed, double level, int samples)
    {
        var random = new Random(seed);
        var scale = short.MaxValue / Math.Sqrt(2) * Math.Pow(10, (level - 3.14) / 20) * Math.Sqrt(3);
        return [.. Enumerable.Range(0, samples).Select(_ => (short)Math.Clamp((2 * random.NextDouble() - 1) * scale, short.MinValue, short.MaxValue))];
    }

    private static short[] Mixed(short[] one, short[] other) => [.. one.Zip(other, static (a, b) => (short)Math.Clamp(a + b, short.MinValue, short.MaxValue))];

    private static IReadOnlyList<HeardTone> Heard(short[] samples, byte law = RtpPayloadTypes.Pcmu)
    {
        var detector = new ToneDetector(Candidates);
        var (code, pcm, now) = (new byte[160], new short[160], TimeSpan.Zero);
        for (var i = 0; i + 160 <= samples.Length; i += 160)
        {
            now += TimeSpan.FromMilliseconds(20);
            G711.Encode(law, samples.AsSpan(i, 160), code);
            G711.Decode(law, code, pcm);
            detector.Take(pcm, now);
        }

        return detector.HeardAt(now);
    }

    private static double[] Frequencies(short[] samples) => [.. Heard(samples).Select(static t => t.Frequency)];

    [Test]
    public void Each_tone_is_told_from_all_others([Values(440, 480, 1000, 1004, 1400, 2000)] double frequency, [Values(0, -10, -30)] double level)
    {
        var tone = Tone(level, 16000, frequency);
        Assert.That(Frequencies(tone), Is.EqualTo(new[] { frequency }));
        Assert.That(Heard(tone, RtpPayloadTypes.Pcma).Single().Total, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void A_tone_is_heard_through_noise([Values(440, 1000, 1004, 2000)] double frequency, [Range(1, 5)] int seed)
    {
        // 6 dB above noise that fills the whole band.
        Assert.That(Frequencies(Mixed(Tone(-14, 16000, frequency), Noise(seed, -20, 16000))), Is.EqualTo(new[] { frequency }));
    }

    [Test]
    public void Both_parts_of_a_ringing_tone_are_heard()
    {
        Assert.That(Frequencies(Tone(-13, 16000, 440, 480)), Is.EqualTo(new[] { 440.0, 480 }));
    }

    [TestCase(420)]
    [TestCase(425)]
    [TestCase(456)]
    [TestCase(460)]
    [TestCase(1008)]
    [TestCase(1015.5)]
    [TestCase(1020)]
    [TestCase(1024)]
    [TestCase(1410)]
    [TestCase(350)]
    public void Another_tone_is_none_of_them(double frequency)
    {
        Assert.That(Frequencies(Tone(-10, 16000, frequency)), Is.Empty);
    }

    [Test]
    public void Silence_is_no_tone() => Assert.That(Heard(new short[16000]), Is.Empty);

    [Test]
    public void A_tone_below_the_threshold_of_hearing_is_none() => Assert.That(Heard(Tone(-45, 16000, 1000)), Is.Empty);

    [Test]
    public void Noise_is_no_tone([Range(1, 10)] int seed) => Assert.That(Heard(Noise(seed, -10, 80_000)), Is.Empty);

    [Test]
    public void Sounds_like_speech_are_no_tone([Range(1, 20)] int seed) => Assert.That(Heard(Speech(seed, 160_000)), Is.Empty);

    [Test]
    public void A_click_of_tone_is_too_short()
    {
        Assert.That(Heard([.. new short[4000], .. Tone(-10, 800, 1000), .. new short[4000]]), Is.Empty);
    }

    [Test]
    public void A_tone_that_stopped_is_remembered_and_not_heard_now()
    {
        var heard = Heard([.. Tone(-10, 8000, 1000), .. new short[8000]]).Single();
        Assert.That((heard.IsHeardNow, heard.Total, heard.First, heard.Last), Is.EqualTo((false, TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(1))));
    }

    [Test]
    public void Lost_audio_does_not_make_a_tone_another_one()
    {
        var detector = new ToneDetector(Candidates);
        var tone = Tone(-10, 80_000, 1000);
        for (var i = 0; i < 500; i++)
        {
            if (i % 12 == 11) detector.Skip();
            else detector.Take(tone.AsSpan(i * 160, 160), TimeSpan.FromMilliseconds(20 * i));
        }

        Assert.That(detector.HeardAt(TimeSpan.Zero).Single().Frequency, Is.EqualTo(1000));
    }

    [TestCase(40.0)]
    [TestCase(3999.0)]
    [TestCase(double.NaN)]
    public void A_tone_out_of_range_cannot_be_listened_for(double frequency)
    {
        Assert.That(() => new ToneDetector([frequency]), Throws.ArgumentException);
    }

    /// <summary>
    /// A voice without words: syllables of 80 to 300 ms, a fundamental of 90 to 250 Hz that glides and trembles, harmonics under two
    /// formants, breath, and pauses between.
    /// </summary>
    private static short[] Speech(int seed, int length)
    {
        var random = new Random(seed);
        var samples = new short[length];
        var phase = 0.0;
        for (var at = 0; at < length;)
        {
            var syllable = random.Next(640, 2400);
            var (pitch, glide) = (90 + 160 * random.NextDouble(), (random.NextDouble() - 0.5) * 0.3);
            var (first, second) = (300 + 500 * random.NextDouble(), 900 + 1400 * random.NextDouble());
            for (var i = 0; i < syllable && at < length; i++, at++)
            {
                var f0 = pitch * (1 + glide * i / syllable + 0.01 * Math.Sin(Math.Tau * 5 * at / 8000));
                phase += f0 / 8000;
                double sum = 0.05 * (random.NextDouble() - 0.5);
                for (var h = 1; h * f0 < 3400; h++)
                    sum += Math.Sin(Math.Tau * h * phase) * (Formant(h * f0, first, 80) + 0.5 * Formant(h * f0, second, 120) + 0.02) / Math.Sqrt(h);
                samples[at] = (short)Math.Clamp(8000 * sum * Math.Sin(Math.PI * i / syllable), short.MinValue, short.MaxValue);
            }

            at += random.Next(160, 1600);
        }

        return samples;
    }

    private static double Formant(double frequency, double centre, double width) => 1 / (1 + Math.Pow((frequency - centre) / width, 2));
}
