using System.Threading.Channels;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// Records two streams into one stereo WAV file, the first on the left. A clock drives it: a second of recording is a second
/// of time whatever packets came, and the channels stay aligned. The disk is written by a task of its own; if it is slower
/// than the audio for ten seconds, audio is left out as silence and counted.
/// </summary>
public sealed class StereoRecorder : IAsyncDisposable
{
    // A quarter of a second goes to the disk at once; forty of them may wait.
    private const int BlockFrames = 13;
    private const int MaxBlocks = 40;
    private const int FrameLength = 2 * G711.FrameSamples;

    // A stall of the clock is made up for with silence, but not without limit.
    private const long MostSilentFrames = 60 * MediaClock.TicksPerSecond;

    private readonly WavFileWriter _file;
    private readonly Channel<short[]> _blocks = Channel.CreateBounded<short[]>(new BoundedChannelOptions(MaxBlocks) { SingleReader = true });
    private readonly Task _writing;
    private readonly IDisposable _ticking;
    private short[] _block = new short[BlockFrames * FrameLength];
    private int _filled;
    private long? _lastTick;
    private long _frames;
    private long _droppedFrames;
    private long _owedFrames;
    private int _disposed;

    /// <summary>Begins to record.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="clock">Drives it; not owned.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public StereoRecorder(string path, MediaClock clock)
        : this(new WavFileWriter(path, 2), clock.Register)
    {
    }

    internal StereoRecorder(WavFileWriter file, Func<Action<long>, IDisposable> register)
    {
        _file = file;
        _writing = Task.Run(WriteAsync);
        _ticking = register(Tick);
    }

    /// <summary>The first channel; its Write fits the taps of sender and receiver.</summary>
    public RecorderChannel Left { get; } = new();

    /// <summary>The second channel.</summary>
    public RecorderChannel Right { get; } = new();

    /// <summary>How much time has been recorded.</summary>
    public TimeSpan Length => Interlocked.Read(ref _frames) * MediaClock.Tick;

    /// <summary>Audio that was replaced by silence because the disk was too slow.</summary>
    public TimeSpan Dropped => Interlocked.Read(ref _droppedFrames) * MediaClock.Tick;

    /// <summary>Ends the recording, writes what waits and puts the file's sizes right.</summary>
    /// <exception cref="IOException">The file could not be written to its end; what was written before is there.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _ticking.Dispose();
        // The writer may be gone after an error; then nobody takes the last block, and its error is thrown below.
        if (_filled > 0 && !_writing.IsFaulted)
            await Task.WhenAny(_blocks.Writer.WriteAsync(_block[.._filled]).AsTask(), _writing).ConfigureAwait(false);
        _blocks.Writer.TryComplete();
        try
        {
            await _writing.ConfigureAwait(false);
        }
        finally
        {
            _file.Dispose();
        }
    }

    private void Tick(long tick)
    {
        var passed = _lastTick is { } last ? Math.Min(tick - last, MostSilentFrames) : 1;
        _lastTick = tick;
        for (; passed > 0; passed--)
        {
            var frame = _block.AsSpan(_filled, FrameLength);
            Left.Take(frame, 0);
            Right.Take(frame, 1);
            _filled += FrameLength;
            Interlocked.Increment(ref _frames);
            if (_filled == _block.Length) HandOver();
        }
    }

    private void HandOver()
    {
        _filled = 0;
        // What was dropped is made up for by silence of the same length as soon as the disk takes anything.
        while (_owedFrames > 0 && _blocks.Writer.TryWrite(new short[BlockFrames * FrameLength])) _owedFrames -= BlockFrames;
        if (_owedFrames == 0 && _blocks.Writer.TryWrite(_block))
        {
            _block = new short[BlockFrames * FrameLength];
            return;
        }

        _owedFrames += BlockFrames;
        Interlocked.Add(ref _droppedFrames, BlockFrames);
    }

    private async Task WriteAsync()
    {
        await foreach (var block in _blocks.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            _file.Write(block);
            _file.Flush();
        }
    }
}
