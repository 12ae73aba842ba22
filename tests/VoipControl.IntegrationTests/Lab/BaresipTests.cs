using NUnit.Framework;
using VoipControl.IntegrationTests.Sip;
using VoipControl.Sip.Rtp;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Lab;

/// <summary>Debian's baresip registers with the lab switch, calls and is called.</summary>
[TestFixture]
[RequiresProgram("baresip", "baresip")]
internal sealed class BaresipTests
{
    private const double Tone = 700;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Baresip_registers_and_calls_the_tone()
    {
        await using var lab = await RealLab.StartAsync();
        await using var baresip = await RegisteredAsync(lab);

        await baresip.TellAsync("dial", "9197");
        var uuid = await AnsweredLegAsync(lab, baresip);

        var path = Path.Combine(lab.Folder, "leg.wav");
        await lab.ApiAsync($"uuid_setvar {uuid} RECORD_STEREO true");
        Assert.That(await lab.ApiAsync($"uuid_record {uuid} start {path}"), Is.EqualTo("+OK Success\n"));
        await RecordedAsync(path, seconds: 2);
        await lab.ApiAsync($"uuid_record {uuid} stop {path}");
        Assert.That(Heard(path), Is.EqualTo((Tone, 440.0)), baresip.Output);

        await baresip.TellAsync("hangup");
        await Poll.UntilAsync("the call has ended", Patience, TimeProvider.System, () => lab.Switch.Channels.Count == 0);
        await Poll.UntilAsync("baresip has written what it heard", Patience, TimeProvider.System, () => baresip.HeardFile is { } file && new FileInfo(file).Length > 32_000);
        Assert.That(HeardByPhone(baresip.HeardFile!), Is.EqualTo(440.0), baresip.Output);
    }

    [Test]
    public async Task Baresip_calls_the_echo_and_hangs_up()
    {
        await using var lab = await RealLab.StartAsync();
        await using var baresip = await RegisteredAsync(lab);
        await baresip.TellAsync("dial", "9196");
        await AnsweredLegAsync(lab, baresip);

        await baresip.TellAsync("hangup");

        await Poll.UntilAsync("the call has ended", Patience, TimeProvider.System, () => lab.Switch.Channels.Count == 0);
        Assert.That(lab.Switch.Ledger.Single().HangupCause, Is.EqualTo("NORMAL_CLEARING"), baresip.Output);
    }

    [Test]
    public async Task Baresip_is_called_by_its_name()
    {
        await using var lab = await RealLab.StartAsync();
        await using var baresip = await RegisteredAsync(lab);

        var reply = await lab.ApiAsync("originate user/1001@lab &park()");

        Assert.That(reply, Does.StartWith("+OK "), baresip.Output);
        var uuid = reply[4..].Trim();
        var path = Path.Combine(lab.Folder, "leg.wav");
        await lab.ApiAsync($"uuid_setvar {uuid} RECORD_STEREO true");
        Assert.That(await lab.ApiAsync($"uuid_record {uuid} start {path}"), Is.EqualTo("+OK Success\n"));
        await RecordedAsync(path, seconds: 2);
        await lab.ApiAsync($"uuid_record {uuid} stop {path}");
        Assert.That(Heard(path).Left, Is.EqualTo(Tone), baresip.Output);
        Assert.That(lab.Switch.Errors, Is.Empty);
    }

    private static async Task<BaresipProcess> RegisteredAsync(RealLab lab)
    {
        var baresip = await BaresipProcess.StartAsync(lab.Switch.SipEndpoint!, "1001", RealLab.PhonePassword, lab.ToneFile(Tone));
        try
        {
            await Poll.UntilAsync(
                "baresip is registered", Patience, TimeProvider.System,
                async () => (await lab.ApiAsync("sofia status profile internal reg")).Contains("Total items returned: 1", StringComparison.Ordinal));
            return baresip;
        }
        catch (TimeoutException e)
        {
            var said = baresip.Output;
            await baresip.DisposeAsync();
            throw new TimeoutException($"{e.Message} It said: {said}\n{string.Join('\n', lab.Switch.Complaints)}", e);
        }
    }

    private static async Task<string> AnsweredLegAsync(RealLab lab, BaresipProcess baresip)
    {
        try
        {
            await Poll.UntilAsync("baresip's call is up", Patience, TimeProvider.System, () => lab.Switch.Channels.Any(static c => c.CallState == "ACTIVE"));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} It said: {baresip.Output}\n{string.Join('\n', lab.Switch.Complaints)}", e);
        }
        return lab.Switch.Channels.Single().Uuid;
    }

    private static Task RecordedAsync(string path, int seconds) => Poll.UntilAsync(
        $"{seconds} s are recorded", Patience, TimeProvider.System, () => File.Exists(path) && new FileInfo(path).Length > seconds * 32_000);

    // The strongest of the tests' tones, left what baresip says and right what it hears.
    private static (double Left, double Right) Heard(string path)
    {
        using var file = new WavFileReader(path);
        var samples = new short[2 * 8000];
        // The first second may have begun before the audio.
        file.ReadInterleaved(samples);
        var read = file.ReadInterleaved(samples);
        return (Strongest(samples.AsSpan(0, read), 0), Strongest(samples.AsSpan(0, read), 1));
    }

    private static double HeardByPhone(string path)
    {
        using var file = new WavFileReader(path);
        // A second of one channel.
        var samples = new short[8000];
        var read = file.ReadInterleaved(samples);
        var both = new short[2 * read];
        for (var i = 0; i < read; i++) both[2 * i] = samples[i];
        return Strongest(both, 0);
    }

    private static double Strongest(ReadOnlySpan<short> interleaved, int channel)
    {
        var best = (Power: 0.0, Tone: 0.0);
        foreach (var tone in (double[])[440, Tone, 1000])
        {
            var (re, im) = (0.0, 0.0);
            for (var i = channel; i < interleaved.Length; i += 2)
            {
                var angle = 2 * Math.PI * tone * (i / 2) / 8000;
                re += interleaved[i] * Math.Cos(angle);
                im += interleaved[i] * Math.Sin(angle);
            }
            if ((re * re) + (im * im) is var power && power > best.Power)
                best = (power, tone);
        }
        return best.Tone;
    }
}
