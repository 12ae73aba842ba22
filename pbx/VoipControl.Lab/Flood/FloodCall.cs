using System.Globalization;
using System.Text;

namespace VoipControl.Lab.Flood;

/// <summary>One call of a flood: the values that make its events its own. Reused for call after call.</summary>
internal sealed class FloodCall
{
    public const int Events = 17;

    private readonly byte[] _a = new byte[36];
    private readonly byte[] _b = new byte[36];
    private readonly byte[] _caller = new byte[11];
    private readonly byte[] _callId = new byte[16];

    public long[] Times { get; } = new long[Events];

    /// <summary>The next event to send, 0 to 16.</summary>
    public int Step { get; private set; }

    public long Session { get; private set; }

    public bool Over => Step == Events;

    public ReadOnlySpan<byte> A => _a;
    public ReadOnlySpan<byte> B => _b;
    public ReadOnlySpan<byte> Caller => _caller;
    public ReadOnlySpan<byte> CallId => _callId;

    public string AUuid => Encoding.ASCII.GetString(_a);
    public string BUuid => Encoding.ASCII.GetString(_b);
    public string CallerNumber => "+" + Encoding.ASCII.GetString(_caller);

    public void Begin(long index, long session, Random random)
    {
        Step = 0;
        Session = session;
        WriteUuid(_a, random);
        WriteUuid(_b, random);
        // 996 and eight digits; the index makes it another caller for each of a hundred million calls.
        (99_600_000_000 + (index % 100_000_000)).TryFormat(_caller, out _, default, CultureInfo.InvariantCulture);
        random.NextInt64().TryFormat(_callId, out _, "x16", CultureInfo.InvariantCulture);
        Array.Clear(Times);
    }

    public void Advance() => Step++;

    private static void WriteUuid(byte[] to, Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        new Guid(bytes).TryFormat(to, out _);
    }
}
