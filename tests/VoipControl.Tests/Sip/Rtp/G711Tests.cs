using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class G711Tests
{
    private static byte Encoded(byte law, short sample)
    {
        var code = new byte[1];
        G711.Encode(law, [sample], code);
        return code[0];
    }

    private static short[] Decoded(byte law, params byte[] codes)
    {
        var samples = new short[codes.Length];
        G711.Decode(law, codes, samples);
        return samples;
    }

    [TestCase(0, 0x00, -32124)]
    [TestCase(0, 0x80, 32124)]
    [TestCase(0, 0xff, 0)]
    [TestCase(0, 0x7f, 0)]
    [TestCase(0, 0xf0, 120)]
    [TestCase(0, 0x3c, -2364)]
    [TestCase(8, 0xd5, 8)]
    [TestCase(8, 0x55, -8)]
    [TestCase(8, 0xaa, 32256)]
    [TestCase(8, 0x2a, -32256)]
    [TestCase(8, 0x85, 4224)]
    public void A_code_stands_for_the_value_of_the_recommendation(byte law, byte code, short sample)
    {
        Assert.That(Decoded(law, code).Single(), Is.EqualTo(sample));
    }

    [TestCase(0, 0, 0xff)]
    [TestCase(0, -1, 0x7f)]
    [TestCase(0, 32767, 0x80)]
    [TestCase(0, -32768, 0x00)]
    [TestCase(8, 0, 0xd5)]
    [TestCase(8, -1, 0x55)]
    [TestCase(8, 32767, 0xaa)]
    [TestCase(8, -32768, 0x2a)]
    public void The_ends_and_the_middle_of_the_range_have_their_codes(byte law, short sample, byte code)
    {
        Assert.That(Encoded(law, sample), Is.EqualTo(code));
    }

    [TestCase(0)]
    [TestCase(8)]
    public void Every_code_is_found_again_from_its_value(byte law)
    {
        var codes = Enumerable.Range(0, 256).Select(static c => (byte)c).ToArray();
        var back = Decoded(law, codes).Select(s => Encoded(law, s)).ToArray();
        // mu-law has two zeros, and both have the value 0.
        if (law == 0) codes[0x7f] = 0xff;
        Assert.That(back, Is.EqualTo(codes));
    }

    [TestCase(0)]
    [TestCase(8)]
    public void No_sample_is_farther_from_its_code_than_half_a_step(byte law)
    {
        for (var sample = -32000; sample <= 32000; sample++)
        {
            var error = Math.Abs(Decoded(law, Encoded(law, (short)sample)).Single() - sample);
            Assert.That(error, Is.LessThanOrEqualTo(Math.Max(8, (Math.Abs(sample) + 132) / 32 + 1)), $"{sample}");
        }
    }

    // ITU-T G.711 tables 5 and 6: one period of 1 kHz at 0 dBm0.
    [TestCase(0, 0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e)]
    [TestCase(8, 0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4)]
    public void The_digital_milliwatt_is_as_loud_as_a_tone_of_0_dBm0(byte law, params int[] period)
    {
        var tone = new short[8000];
        new ToneSource(1000, 0).Read(tone);
        var milliwatt = Power(Decoded(law, [.. period.Select(static c => (byte)c)]));
        Assert.That(10 * Math.Log10(Power(tone) / milliwatt), Is.EqualTo(0).Within(0.1));
    }

    [TestCase(0, 8)]
    [TestCase(8, 0)]
    [TestCase(8, 8)]
    public void Transcoding_is_decoding_and_encoding(byte from, byte to)
    {
        var codes = Enumerable.Range(0, 256).Select(static c => (byte)c).ToArray();
        var transcoded = new byte[256];
        G711.Transcode(from, to, codes, transcoded);
        var expected = from == to ? codes : [.. Decoded(from, codes).Select(s => Encoded(to, s))];
        Assert.That(transcoded, Is.EqualTo(expected));
    }

    [TestCase(18)]
    [TestCase(101)]
    public void Another_payload_type_is_refused(byte type)
    {
        Assert.That(() => G711.Decode(type, [0], new short[1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static double Power(short[] samples) => samples.Average(static s => (double)s * s);
}
