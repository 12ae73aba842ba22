using VoipControl.Sip.Rtp;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// The WAV file of one recording of a real leg: what its telephone says left, what it hears right (RECORD_STEREO), or both
/// in one channel (switch_ivr_record_session_event in switch_ivr_async.c).
/// </summary>
internal sealed class RecordingFile : IDisposable
{
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);
    private readonly MediaSession _session;
    private readonly StereoRecorder _recorder;
    private readonly string _path;
    private readonly bool _stereo;
    private readonly Action<Exception> _onError;
    private readonly PcmTap _left;
    private readonly PcmTap _right;
    private volatile bool _masked;
    private bool _finished;

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public RecordingFile(string path, bool stereo, MediaSession session, MediaClock clock, Action<Exception> onError)
    {
        _path = path;
        _stereo = stereo;
        _session = session;
        _onError = onError;
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        _recorder = new StereoRecorder(path, clock);
        _left = (samples, missing) => Write(_recorder.Left, samples, missing);
        _right = (samples, missing) => Write(_recorder.Right, samples, missing);
        session.Receiver.Tap += _left;
        session.Sender.Tap += _right;
    }

    public int Channels => _stereo ? 2 : 1;

    /// <summary>While masked, silence is written.</summary>
    public void Mask(bool masked) => _masked = masked;

    /// <summary>Ends the file, so that it is whole when its RECORD_STOP is sent, and gives its length in milliseconds.</summary>
    public long Finish()
    {
        if (!_finished)
        {
            _finished = true;
            _session.Receiver.Tap -= _left;
            _session.Sender.Tap -= _right;
            try
            {
                // Neither the clock nor the writer needs what the caller holds; a disk that hangs is not waited for without end.
                if (!_recorder.DisposeAsync().AsTask().Wait(WriteLimit))
                    throw new TimeoutException($"{_path} was not written within {WriteLimit.TotalSeconds:0} s.");
                if (!_stereo)
                    MixDown();
            }
            catch (AggregateException e)
            {
                _onError(e.InnerException ?? e);
            }
            catch (Exception e) when (e is IOException or TimeoutException or InvalidDataException)
            {
                _onError(e);
            }
        }
        return (long)_recorder.Length.TotalMilliseconds;
    }

    public void Dispose() => Finish();

    private void Write(RecorderChannel channel, ReadOnlySpan<short> samples, int missing)
    {
        if (_masked)
            channel.Write(new short[samples.Length], missing);
        else
            channel.Write(samples, missing);
    }

    private void MixDown()
    {
        var part = _path + ".mono";
        using (var from = new WavFileReader(_path))
        using (var to = new WavFileWriter(part, 1))
        {
            var samples = new short[8000];
            for (int read; (read = from.Read(samples)) > 0;)
                to.Write(samples.AsSpan(0, read));
        }
        File.Move(part, _path, overwrite: true);
    }
}
