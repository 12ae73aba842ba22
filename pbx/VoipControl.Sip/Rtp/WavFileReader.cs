using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// Reads a WAV file: PCM, 16 bits, 8000 Hz, one or two channels. Sizes in the file are not believed: what counts is what is
/// there, so that a recording that was cut off can be read up to its end. As a source it gives one channel, the mean of two.
/// </summary>
public sealed class WavFileReader : IAudioSource, IDisposable
{
    // A header has a handful of chunks; a file that goes on with them is not a recording.
    private const int MaxChunks = 64;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _next;
    private int _end;
    private long _left;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It is no WAV file, or one of another format; the message says which.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public WavFileReader(string path)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), path)
    {
    }

    /// <summary>Reads a stream that can seek; it is disposed with the reader.</summary>
    /// <param name="stream">At its beginning.</param>
    /// <param name="name">Named in errors.</param>
    /// <inheritdoc cref="WavFileReader(string)" path="/exception"/>
    public WavFileReader(Stream stream, string name)
    {
        _stream = stream;
        try
        {
            Channels = ReadHeader(name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        _left -= _left % (sizeof(short) * Channels);
        Length = TimeSpan.FromSeconds((double)_left / sizeof(short) / Channels / G711.SampleRate);
    }

    /// <summary>1 or 2.</summary>
    public int Channels { get; }

    /// <summary>Of the whole file, by the data that are there.</summary>
    public TimeSpan Length { get; }

    /// <summary>Reads one channel; of two, their mean.</summary>
    public int Read(Span<short> samples)
    {
        if (Channels == 1) return ReadInterleaved(samples);
        Span<short> both = stackalloc short[2 * G711.FrameSamples];
        var done = 0;
        while (done < samples.Length)
        {
            var read = ReadInterleaved(both[..Math.Min(both.Length, 2 * (samples.Length - done))]);
            if (read == 0) break;
            for (var i = 0; i < read; i += 2) samples[done++] = (short)((both[i] + both[i + 1]) / 2);
        }

        return done;
    }

    /// <summary>Reads samples as they stand in the file, those of two channels in turn; returns how many, 0 at the end.</summary>
    public int ReadInterleaved(Span<short> samples)
    {
        var done = 0;
        while (done < samples.Length)
        {
            if (_end - _next < sizeof(short) && !Fill()) break;
            var count = Math.Min(samples.Length - done, (_end - _next) / sizeof(short));
            for (var i = 0; i < count; i++) samples[done + i] = BinaryPrimitives.ReadInt16LittleEndian(_buffer.AsSpan(_next + 2 * i));
            _next += 2 * count;
            done += count;
        }

        return done;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private bool Fill()
    {
        // What is left of the buffer is at most half a sample, and only after a short read.
        _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
        (_next, _end) = (0, _end - _next);
        while (_end < sizeof(short) && _left > 0)
        {
            var read = _stream.Read(_buffer, _end, (int)Math.Min(_buffer.Length - _end, _left));
            // The file was made shorter while it was read.
            if (read == 0) _left = 0;
            _left -= read;
            _end += read;
        }

        return _end >= sizeof(short);
    }

    private int ReadHeader(string name)
    {
        Span<byte> chunk = stackalloc byte[16];
        if (_stream.ReadAtLeast(chunk[..12], 12, throwOnEndOfStream: false) < 12 || !chunk[..4].SequenceEqual("RIFF"u8) || !chunk[8..12].SequenceEqual("WAVE"u8))
            throw new InvalidDataException($"{name} is not a WAV file.");
        var channels = 0;
        for (var i = 0; i < MaxChunks; i++)
        {
            if (_stream.ReadAtLeast(chunk[..8], 8, throwOnEndOfStream: false) < 8) throw new InvalidDataException($"{name} has no {(channels == 0 ? "format" : "data")}.");
            long length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            var there = _stream.Length - _stream.Position;
            if (chunk[..4].SequenceEqual("data"u8))
            {
                if (channels == 0) throw new InvalidDataException($"{name} has data before it names their format.");
                _left = Math.Min(length, there);
                return channels;
            }

            if (length > there) throw new InvalidDataException($"{name} is cut off within its header.");
            var next = _stream.Position + length + (length & 1);
            if (chunk[..4].SequenceEqual("fmt "u8))
            {
                if (length < 16) throw new InvalidDataException($"{name} has a format of {length} bytes; 16 are needed.");
                _stream.ReadExactly(chunk);
                channels = Check(MemoryMarshal.Cast<byte, ushort>(chunk), BinaryPrimitives.ReadInt32LittleEndian(chunk[4..]), name);
            }

            _stream.Position = Math.Min(next, _stream.Length);
        }

        throw new InvalidDataException($"{name} has more than {MaxChunks} chunks before its data.");
    }

    private static int Check(ReadOnlySpan<ushort> format, int rate, string name)
    {
        if (format[0] != 1) throw new InvalidDataException($"{name} has format {format[0]}; only PCM (1) is read.");
        if (format[7] != 16) throw new InvalidDataException($"{name} has {format[7]} bits a sample; only 16 are read.");
        if (rate != G711.SampleRate) throw new InvalidDataException($"{name} has {rate} samples a second; only {G711.SampleRate} are read. Convert it first (sox IN -r 8000 OUT).");
        return format[1] is 1 or 2 ? format[1] : throw new InvalidDataException($"{name} has {format[1]} channels; one or two are read.");
    }
}
