using System.Globalization;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Commands;
using VoipControl.Sip.Rtp;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// What playback plays: a <c>tone_stream://</c>, a <c>silence_stream://</c>, or a WAV file, with <c>{loops=N}</c> before it
/// (-1 = without end). Read by the media clock, counted for the event of its end.
/// </summary>
internal sealed class PlaybackSource : IAudioSource, IDisposable
{
    private const string Tone = "tone_stream://";
    private const string Silence = "silence_stream://";
    private readonly Func<IAudioSource> _open;
    private IAudioSource _now;
    private int _again;
    private long _samples;
    private bool _told;

    private PlaybackSource(string path, Func<IAudioSource> open, int loops)
    {
        Path = path;
        _open = open;
        _now = open();
        _again = loops;
    }

    /// <summary>Without the braces, as it stands in events.</summary>
    public string Path { get; }

    /// <summary>Null when there is no such file, or the description is none.</summary>
    public static PlaybackSource? Open(string data)
    {
        var variables = new List<KeyValuePair<string, string>>();
        var path = data;
        if (!Arguments.TryTakeVariables(ref path, '{', '}', variables))
            return null;
        path = path.Trim();
        var text = variables.LastOrDefault(v => v.Key.Equals("loops", StringComparison.OrdinalIgnoreCase)).Value;
        // A tone stream keeps its own ";loops=", where -1 is without end too.
        var loops = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) ? count : 1;
        try
        {
            if (path.StartsWith(Tone, StringComparison.OrdinalIgnoreCase))
            {
                var tone = ToneStream.Parse(path);
                return new PlaybackSource(path, tone.Open, loops);
            }
            if (path.StartsWith(Silence, StringComparison.OrdinalIgnoreCase))
            {
                var length = path[Silence.Length..].Split(',')[0];
                return int.TryParse(length, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
                    ? new PlaybackSource(path, () => milliseconds < 0 ? SilenceSource.Endless : new TimedSilence(milliseconds), 1)
                    : null;
            }
            return new PlaybackSource(path, () => new WavFileReader(path), loops);
        }
        catch (Exception e) when (e is FormatException or IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public int Read(Span<short> samples)
    {
        var read = 0;
        var restarts = 0;
        while (read < samples.Length)
        {
            var more = _now.Read(samples[read..]);
            read += more;
            if (more > 0)
            {
                restarts = 0;
                continue;
            }
            if ((_again > 0 && --_again == 0) || ++restarts > 1)
                break;
            (_now as IDisposable)?.Dispose();
            _now = _open();
        }
        Interlocked.Add(ref _samples, read);
        return read;
    }

    /// <summary>PLAYBACK_STOP, once. Callers hold the gate.</summary>
    public void Stop(LegSteps steps, Channel c)
    {
        if (_told)
            return;
        _told = true;
        var samples = Interlocked.Read(ref _samples);
        c.Variables["playback_last_offset_pos"] = samples.ToString(CultureInfo.InvariantCulture);
        c.Variables["playback_seconds"] = (samples / 8000).ToString(CultureInfo.InvariantCulture);
        c.Variables["playback_ms"] = (samples / 8).ToString(CultureInfo.InvariantCulture);
        c.Variables["playback_samples"] = samples.ToString(CultureInfo.InvariantCulture);
        steps.Playback(c, Path, start: false);
    }

    public void Dispose() => (_now as IDisposable)?.Dispose();

    private sealed class TimedSilence(int milliseconds) : IAudioSource
    {
        private long _left = milliseconds * 8L;

        public int Read(Span<short> samples)
        {
            var count = (int)Math.Min(samples.Length, _left);
            samples[..count].Clear();
            _left -= count;
            return count;
        }
    }
}
