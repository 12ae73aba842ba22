using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class WavFileTests
{
    private string _path = null!;

    [SetUp]
    public void Begin() => _path = Path.Combine(Path.GetTempPath(), $"voipcontrol-{Guid.NewGuid():N}.wav");

    [TearDown]
    public void End() => File.Delete(_path);

    private static short[] Ramp(int length) => [.. Enumerable.Range(0, length).Select(static i => (short)(i * 37))];

    private static short[] All(WavFileReader reader)
    {
        var samples = new short[100_000];
        return samples[..reader.ReadInterleaved(samples)];
    }

    private static byte[] Written(int channels, short[] samples)
    {
        using var stream = new MemoryStream();
        using (var writer = new WavFileWriter(stream, channels)) writer.Write(samples);
        return stream.ToArray();
    }

    private static WavFileReader Open(byte[] file) => new(new MemoryStream(file), "x.wav");

    [TestCase(1, 0)]
    [TestCase(1, 160)]
    [TestCase(1, 50_001)]
    [TestCase(2, 50_000)]
    public void What_was_written_is_read(int channels, int length)
    {
        using (var writer = new WavFileWriter(_path, channels)) writer.Write(Ramp(length));
        using var reader = new WavFileReader(_path);
        Assert.That((reader.Channels, reader.Length), Is.EqualTo((channels, TimeSpan.FromSeconds(length / 8000.0 / channels))));
        Assert.That(All(reader), Is.EqualTo(Ramp(length)));
    }

    [Test]
    public void The_sizes_of_a_closed_file_are_right()
    {
        var file = Written(1, Ramp(100));
        Assert.That((BitConverter.ToInt32(file, 4), BitConverter.ToInt32(file, 40), file.Length), Is.EqualTo((236, 200, 244)));
    }

    [Test]
    public void A_file_whose_writer_was_killed_is_read_up_to_its_end()
    {
        using var writer = new WavFileWriter(_path, 1);
        writer.Write(Ramp(20_000));
        writer.Flush();
        using var reader = new WavFileReader(_path);
        Assert.That(All(reader), Is.EqualTo(Ramp(20_000)));
    }

    [Test]
    public void A_file_that_was_cut_off_is_read_up_to_its_last_whole_sample()
    {
        using var reader = Open(Written(1, Ramp(1000))[..^501]);
        Assert.That(All(reader), Is.EqualTo(Ramp(749)));
    }

    [Test]
    public void Two_channels_play_as_their_mean()
    {
        using var reader = Open(Written(2, [100, 300, -100, -300, 32767, 32767]));
        var mean = new short[10];
        Assert.That(mean[..reader.Read(mean)], Is.EqualTo(new short[] { 200, -200, 32767 }));
    }

    [Test]
    public void Other_chunks_are_skipped()
    {
        var file = Written(1, Ramp(10));
        byte[] withList = [.. file[..36], .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. file[36..]];
        using var reader = Open(withList);
        Assert.That(All(reader), Is.EqualTo(Ramp(10)));
    }

    private static byte[] Changed(int index, params byte[] bytes)
    {
        var file = Written(1, Ramp(100));
        bytes.CopyTo(file, index);
        return file;
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new TestCaseData(Changed(24, 0x80, 0x3e), "16000 samples a second").SetArgDisplayNames("16 kHz");
        yield return new TestCaseData(Changed(34, 8), "8 bits").SetArgDisplayNames("8 bits");
        yield return new TestCaseData(Changed(20, 7), "format 7").SetArgDisplayNames("mu-law");
        yield return new TestCaseData(Changed(22, 6), "6 channels").SetArgDisplayNames("six channels");
        yield return new TestCaseData(Changed(0, 0), "not a WAV").SetArgDisplayNames("another file");
        yield return new TestCaseData(Array.Empty<byte>(), "not a WAV").SetArgDisplayNames("nothing");
        yield return new TestCaseData(Changed(16, 0xff, 0xff, 0xff, 0xff), "cut off").SetArgDisplayNames("a format of 4 GB");
        yield return new TestCaseData(Changed(16, 8), "8 bytes").SetArgDisplayNames("a short format");
        yield return new TestCaseData(Changed(36, 0), "no data").SetArgDisplayNames("no data");
        yield return new TestCaseData(Changed(12, 0x64, 0x61, 0x74, 0x61), "before").SetArgDisplayNames("data first");
    }

    [TestCaseSource(nameof(Refused))]
    public void A_file_of_another_kind_is_refused_by_name(byte[] file, string named)
    {
        Assert.That(() => Open(file), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(named).And.Message.Contains("x.wav"));
    }

    [Test]
    public void A_header_of_thousands_of_chunks_is_refused()
    {
        byte[] chunk = [.. "junk"u8, 0, 0, 0, 0];
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. Enumerable.Repeat(chunk, 5000).SelectMany(static c => c)];
        Assert.That(() => Open(file), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void Mutated_files_are_read_or_refused()
    {
        var whole = Written(2, Ramp(64));
        var mutations = Gen.Choose(0, 47).Two().SelectMany(at => Gen.Choose(0, 255).Two().Select(value => (at, value)));
        Prop.ForAll(mutations.ToArbitrary(), m =>
        {
            byte[] file = [.. whole];
            file[m.at.Item1] = (byte)m.value.Item1;
            file[m.at.Item2] = (byte)m.value.Item2;
            try
            {
                using var reader = Open(file);
                return All(reader).Length <= 64;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
