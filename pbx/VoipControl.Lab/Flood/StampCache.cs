using System.Buffers;
using System.Text;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Flood;

/// <summary>Dates as bytes, made once a second.</summary>
internal sealed class StampCache
{
    public const int JsonLocal = 19;
    public const int JsonGmt = 29;
    public const int PlainLocal = JsonLocal + (3 * 2);
    public const int PlainGmt = JsonGmt + (7 * 2);

    private readonly (long Second, byte[] Local, byte[] Gmt)[] _plain = new (long, byte[], byte[])[64];
    private readonly (long Second, byte[] Local, byte[] Gmt)[] _json = new (long, byte[], byte[])[64];

    public (byte[] Local, byte[] Gmt) Of(long micros, bool json)
    {
        var second = micros / 1_000_000;
        ref var entry = ref (json ? _json : _plain)[second & 63];
        if (entry.Second != second || entry.Local is null)
        {
            entry = (second,
                Text(SwitchCore.Stamp(micros), json),
                Text(SwitchCore.Stamp(micros, "ddd, dd MMM yyyy HH:mm:ss 'GMT'"), json));
        }
        return (entry.Local, entry.Gmt);
    }

    private static byte[] Text(string text, bool json)
    {
        if (json)
            return Encoding.ASCII.GetBytes(text);
        var encoded = new ArrayBufferWriter<byte>();
        EventText.Percent(encoded, text);
        return encoded.WrittenSpan.ToArray();
    }
}
