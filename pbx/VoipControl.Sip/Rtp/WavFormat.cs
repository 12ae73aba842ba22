using System.Buffers.Binary;

namespace VoipControl.Sip.Rtp;

/// <summary>The header of the WAV files that are read and written here: RIFF, PCM, 16 bits, little endian.</summary>
internal static class WavFormat
{
    /// <summary>Bytes of a header with the two chunks that are needed, "fmt " and "data".</summary>
    public const int HeaderLength = 44;

    /// <summary>Stands in for a size that is not known yet; a file with it was cut off and its data reach to its end.</summary>
    public const uint UnknownSize = uint.MaxValue;

    /// <summary>Writes a header.</summary>
    /// <param name="header">At least <see cref="HeaderLength"/> bytes.</param>
    /// <param name="channels">1 or 2.</param>
    /// <param name="dataLength">Bytes of samples, or null when they are still to come.</param>
    public static void WriteHeader(Span<byte> header, int channels, uint? dataLength)
    {
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], dataLength + HeaderLength - 8 ?? UnknownSize);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], G711.SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)(G711.SampleRate * channels * sizeof(short)));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)(channels * sizeof(short)));
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], dataLength ?? UnknownSize);
    }
}
