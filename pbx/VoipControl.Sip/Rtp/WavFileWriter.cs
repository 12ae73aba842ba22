using System.Buffers.Binary;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// Writes a WAV file as the audio comes: PCM, 16 bits, 8000 Hz. The sizes are put right at the end; a file that was cut off
/// before has them unknown, and readers take all that is there.
/// </summary>
public sealed class WavFileWriter : IDisposable
{
    // RIFF counts bytes with 32 bits: 37 hours of stereo.
    private const long MostBytes = uint.MaxValue - WavFormat.HeaderLength - 1;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _filled;
    private long _written;
    private bool _closed;

    /// <summary>Creates a file, or empties one that is there.</summary>
    /// <param name="path">Its folder exists.</param>
    /// <param name="channels">1 or 2.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public WavFileWriter(string path, int channels)
        : this(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), channels)
    {
    }

    /// <summary>Writes to a stream that can seek; it is disposed with the writer.</summary>
    public WavFileWriter(Stream stream, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 2);
        _stream = stream;
        Channels = channels;
        WavFormat.WriteHeader(_buffer, channels, null);
        _stream.Write(_buffer, 0, WavFormat.HeaderLength);
    }

    /// <summary>1 or 2.</summary>
    public int Channels { get; }

    /// <summary>How much has been written.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds((double)(_written + _filled) / sizeof(short) / Channels / G711.SampleRate);

    /// <summary>Appends samples, those of two channels in turn.</summary>
    /// <exception cref="IOException">The disk is full, or the file has reached the 4 GB that WAV can count.</exception>
    public void Write(ReadOnlySpan<short> samples)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_written + _filled + 2L * samples.Length > MostBytes) throw new IOException("A WAV file cannot be longer than 4 GB.");
        foreach (var sample in samples)
        {
            if (_filled == _buffer.Length) Flush();
            BinaryPrimitives.WriteInt16LittleEndian(_buffer.AsSpan(_filled), sample);
            _filled += sizeof(short);
        }
    }

    /// <summary>Hands what was appended to the system, so that it survives this process.</summary>
    public void Flush()
    {
        _stream.Write(_buffer, 0, _filled);
        _written += _filled;
        _filled = 0;
    }

    /// <summary>Puts the sizes right and closes the file.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        try
        {
            Flush();
            WavFormat.WriteHeader(_buffer, Channels, (uint)_written);
            _stream.Position = 0;
            _stream.Write(_buffer, 0, WavFormat.HeaderLength);
        }
        finally
        {
            _stream.Dispose();
        }
    }
}
