using NUnit.Framework;
using VoipControl.Sip.Rtp;

namespace VoipControl.Tests.Sip.Rtp;

internal sealed class StereoRecorderTests
{
    private const int Frame = G711.FrameSamples;

    private string _path = null!;
    private Action<long> _tick = null!;
    private StereoRecorder _recorder = null!;

    [SetUp]
    public void Begin()
    {
        _path = Path.Combine(Path.GetTempPath(), $"voipcontrol-{Guid.NewGuid():N}.wav");
        _recorder = new StereoRecorder(new WavFileWriter(_path, 2), tick =>
        {
            _tick = tick;
            return new MemoryStream();
        });
    }

    [TearDown]
    public async Task End()
    {
        await _recorder.DisposeAsync();
        File.Delete(_path);
    }

    private async Task<(short[] Left, short[] Right)> RecordedAsync()
    {
        await _recorder.DisposeAsync();
        using var reader = new WavFileReader(_path);
        var samples = new short[200_000];
        samples = samples[..reader.ReadInterleaved(samples)];
        return ([.. samples.Where(static (_, i) => i % 2 == 0)], [.. samples.Where(static (_, i) => i % 2 == 1)]);
    }

    private static short[] Read(ToneSource source, int samples)
    {
        var read = new short[samples];
        source.Read(read);
        return read;
    }

    private static double[] Tones(short[] samples)
    {
        var detector = new ToneDetector([440, 1000]);
        detector.Take(samples, TimeSpan.Zero);
        return [.. detector.HeardAt(TimeSpan.Zero).Select(static t => t.Frequency)];
    }

    [Test]
    public async Task Each_channel_holds_the_tone_of_its_leg()
    {
        var (left, right) = (new ToneSource(440), new ToneSource(1000));
        for (var tick = 0; tick < 100; tick++)
        {
            _recorder.Left.Write(Read(left, Frame), 0);
            _recorder.Right.Write(Read(right, Frame), 0);
            _tick(tick);
        }

        var recorded = await RecordedAsync();
        Assert.That(recorded.Left, Has.Length.EqualTo(16_000));
        Assert.That(Tones(recorded.Left), Is.EqualTo(new[] { 440.0 }));
        Assert.That(Tones(recorded.Right), Is.EqualTo(new[] { 1000.0 }));
    }

    [Test]
    public async Task A_leg_that_sends_nothing_is_silent_and_time_goes_on()
    {
        var left = new ToneSource(440);
        for (var tick = 0; tick < 50; tick++)
        {
            _recorder.Left.Write(Read(left, Frame), 0);
            _tick(tick);
        }

        var recorded = await RecordedAsync();
        Assert.That(recorded.Right, Has.Length.EqualTo(8000).And.All.Zero);
    }

    [Test]
    public async Task Ticks_that_were_missed_are_time_that_passed()
    {
        _tick(0);
        _tick(50);
        Assert.That(_recorder.Length, Is.EqualTo(TimeSpan.FromMilliseconds(1020)));
        Assert.That((await RecordedAsync()).Left, Has.Length.EqualTo(51 * Frame));
    }

    [Test]
    public async Task Lost_packets_become_silence_of_their_length()
    {
        short[] loud = [.. Enumerable.Repeat((short)1000, Frame)];
        for (var i = 0; i < 3; i++) _recorder.Left.Write(loud, 0);
        _tick(0);
        _recorder.Left.Write(loud, 2 * Frame);
        for (var tick = 1; tick < 6; tick++) _tick(tick);
        var left = (await RecordedAsync()).Left;
        var frames = left.Chunk(Frame).Select(static f => f[0]);
        Assert.That(frames, Is.EqualTo(new short[] { 1000, 1000, 1000, 0, 0, 1000 }));
    }

    [Test]
    public async Task A_burst_after_a_stall_does_not_shift_the_channel_for_ever()
    {
        short[] loud = [.. Enumerable.Repeat((short)1000, Frame)];
        for (var i = 0; i < 1000; i++) _recorder.Left.Write(loud, 0);
        for (var tick = 0; tick < 50; tick++) _tick(tick);
        // Half a second is kept.
        Assert.That((await RecordedAsync()).Left.Count(static s => s != 0), Is.EqualTo(4000));
    }

    [Test]
    public async Task A_relayed_call_is_recorded_with_a_leg_a_channel()
    {
        await using var lab = new MediaLab();
        var (caller, callersLeg) = (lab.Leg(new ToneSource(440)), lab.Leg(idle: null));
        var (callee, calleesLeg) = (lab.Leg(new ToneSource(1000)), lab.Leg(idle: null));
        MediaLab.Join(caller, callersLeg);
        MediaLab.Join(callee, calleesLeg);
        using var relay = new RtpRelay(callersLeg, calleesLeg);
        var path = Path.Combine(Path.GetTempPath(), $"voipcontrol-{Guid.NewGuid():N}.wav");
        var recorder = new StereoRecorder(path, lab.Clock);
        callersLeg.Receiver.Tap = recorder.Left.Write;
        callersLeg.Sender.Tap = recorder.Right.Write;
        await MediaLab.UntilAsync("a second", () => recorder.Length > TimeSpan.FromSeconds(1));
        await recorder.DisposeAsync();
        try
        {
            using var reader = new WavFileReader(path);
            var samples = new short[100_000];
            samples = samples[..reader.ReadInterleaved(samples)];
            Assert.That(Tones([.. samples.Where(static (_, i) => i % 2 == 0)]), Is.EqualTo(new[] { 440.0 }));
            Assert.That(Tones([.. samples.Where(static (_, i) => i % 2 == 1)]), Is.EqualTo(new[] { 1000.0 }));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
