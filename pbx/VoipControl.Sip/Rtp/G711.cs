using System.Numerics;

namespace VoipControl.Sip.Rtp;

/// <summary>
/// G.711 companding (ITU-T G.711; payload types 0 and 8 of RFC 3551): one byte a sample, 8000 samples a second. By table in
/// both directions, and from one law straight to the other.
/// </summary>
public static class G711
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 8000;

    /// <summary>Samples, and bytes of payload, in 20 ms: the packet everybody sends.</summary>
    public const int FrameSamples = 160;

    // Neither law looks at a sample's two lowest bits, so 14 bits index an encoding table.
    private const int EncodeBits = 14;
    private const int MuLawBias = 132;

    private static readonly short[] MuLawToPcm = Table<short>(256, static code => ExpandMuLaw((byte)code));
    private static readonly short[] ALawToPcm = Table<short>(256, static code => ExpandALaw((byte)code));
    private static readonly byte[] PcmToMuLaw = Table<byte>(1 << EncodeBits, static index => CompressMuLaw(SampleAt(index)));
    private static readonly byte[] PcmToALaw = Table<byte>(1 << EncodeBits, static index => CompressALaw(SampleAt(index)));
    private static readonly byte[] MuLawToALaw = Table<byte>(256, static code => CompressALaw(ExpandMuLaw((byte)code)));
    private static readonly byte[] ALawToMuLaw = Table<byte>(256, static code => CompressMuLaw(ExpandALaw((byte)code)));

    /// <summary>Decodes as many samples as there are bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="payloadType"/> is neither PCMU nor PCMA.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than the payload.</exception>
    public static void Decode(byte payloadType, ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var table = payloadType switch
        {
            RtpPayloadTypes.Pcmu => MuLawToPcm,
            RtpPayloadTypes.Pcma => ALawToPcm,
            _ => throw NotG711(payloadType),
        };
        if (samples.Length < payload.Length) throw new ArgumentException($"{payload.Length} samples do not fit into {samples.Length}.", nameof(samples));
        for (var i = 0; i < payload.Length; i++) samples[i] = table[payload[i]];
    }

    /// <summary>Encodes as many bytes as there are samples.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static void Encode(byte payloadType, ReadOnlySpan<short> samples, Span<byte> payload)
    {
        var table = payloadType switch
        {
            RtpPayloadTypes.Pcmu => PcmToMuLaw,
            RtpPayloadTypes.Pcma => PcmToALaw,
            _ => throw NotG711(payloadType),
        };
        if (payload.Length < samples.Length) throw new ArgumentException($"{samples.Length} bytes do not fit into {payload.Length}.", nameof(payload));
        for (var i = 0; i < samples.Length; i++) payload[i] = table[(ushort)samples[i] >> (16 - EncodeBits)];
    }

    /// <summary>Turns a payload of one law into the other, or copies it when both are the same.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static void Transcode(byte from, byte to, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        if (!RtpPayloadTypes.IsAudio(from)) throw NotG711(from);
        if (!RtpPayloadTypes.IsAudio(to)) throw NotG711(to);
        if (from == to)
        {
            payload.CopyTo(destination);
            return;
        }

        var table = from == RtpPayloadTypes.Pcmu ? MuLawToALaw : ALawToMuLaw;
        if (destination.Length < payload.Length) throw new ArgumentException($"{payload.Length} bytes do not fit into {destination.Length}.", nameof(destination));
        for (var i = 0; i < payload.Length; i++) destination[i] = table[payload[i]];
    }

    private static ArgumentOutOfRangeException NotG711(byte payloadType) =>
        new(nameof(payloadType), payloadType, "Only payload types 0 (PCMU) and 8 (PCMA) are G.711.");

    private static short SampleAt(int index) => (short)(index << (16 - EncodeBits));

    private static T[] Table<T>(int length, Func<int, T> entry)
    {
        var table = new T[length];
        for (var i = 0; i < length; i++) table[i] = entry(i);
        return table;
    }

    // Sign, three bits of segment, four of mantissa; all bits inverted on the wire.
    private static short ExpandMuLaw(byte code)
    {
        var bits = ~code & 0xff;
        var magnitude = ((((bits & 0x0f) << 3) + MuLawBias) << ((bits >> 4) & 0x07)) - MuLawBias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    private static byte CompressMuLaw(short sample)
    {
        // The two zeros of the law share the samples around zero: 0 is +0 and -1 is -0.
        var (magnitude, inversion) = sample >= 0 ? ((int)sample, 0xff) : (~sample, 0x7f);
        magnitude = Math.Min(magnitude, short.MaxValue - MuLawBias) + MuLawBias;
        var segment = BitOperations.Log2((uint)magnitude) - 7;
        return (byte)(((segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) ^ inversion);
    }

    // As above, but a linear first segment, and every other bit inverted on the wire.
    private static short ExpandALaw(byte code)
    {
        var bits = code ^ 0x55;
        var segment = (bits >> 4) & 0x07;
        var mantissa = (bits & 0x0f) << 4;
        var magnitude = segment == 0 ? mantissa + 8 : (mantissa + 0x108) << (segment - 1);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static byte CompressALaw(short sample)
    {
        var (magnitude, inversion) = sample >= 0 ? ((int)sample, 0xd5) : (~sample, 0x55);
        var segment = BitOperations.Log2((uint)magnitude | 0xff) - 7;
        return (byte)(((segment << 4) | ((magnitude >> (segment == 0 ? 4 : segment + 3)) & 0x0f)) ^ inversion);
    }
}
