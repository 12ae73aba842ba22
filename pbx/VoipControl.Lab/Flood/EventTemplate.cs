using System.Globalization;

namespace VoipControl.Lab.Flood;

/// <summary>
/// One of the 17 events as bytes with gaps. Filling it is a row of copies, because the flood shares its processor with
/// the program under test.
/// </summary>
internal sealed class EventTemplate
{
    private readonly byte[][] _texts;
    private readonly Patch[] _patches;
    private readonly Patch[] _varying;
    private readonly int _fixedLength;
    private readonly byte[] _contentType;
    private readonly bool _json;

    /// <param name="name">Event-Name.</param>
    /// <param name="json">The format of <paramref name="texts"/>.</param>
    /// <param name="texts">The text before, between and after the gaps: one more than there are gaps.</param>
    /// <param name="patches">What fills the gaps.</param>
    public EventTemplate(string name, bool json, byte[][] texts, Patch[] patches)
    {
        Name = name;
        _json = json;
        _texts = texts;
        _patches = patches;
        _varying = [.. patches.Where(p => p.Kind is PatchKind.Sequence or PatchKind.Session or PatchKind.Duration)];
        _contentType = System.Text.Encoding.ASCII.GetBytes($"\nContent-Type: text/event-{(json ? "json" : "plain")}\n\n");
        _fixedLength = texts.Sum(t => t.Length) + patches.Sum(FixedWidth);
    }

    public string Name { get; }

    /// <summary>Enough room for any filling.</summary>
    public int MaxLength => _fixedLength + 64 + (_varying.Length * 20) + _contentType.Length;

    public int Write(Span<byte> to, FloodCall call, long sequence, StampCache stamps)
    {
        var length = _fixedLength;
        foreach (ref readonly var patch in _varying.AsSpan())
            length += Digits(ValueOf(patch, call, sequence));
        "Content-Length: "u8.CopyTo(to);
        var at = 16;
        at += Number(to[at..], length);
        _contentType.CopyTo(to[at..]);
        at += _contentType.Length;
        for (var i = 0; i < _patches.Length; i++)
        {
            _texts[i].CopyTo(to[at..]);
            at += _texts[i].Length;
            at += Fill(to[at..], _patches[i], call, sequence, stamps);
        }
        _texts[^1].CopyTo(to[at..]);
        return at + _texts[^1].Length;
    }

    private int Fill(Span<byte> to, in Patch patch, FloodCall call, long sequence, StampCache stamps)
    {
        switch (patch.Kind)
        {
            case PatchKind.UuidA:
                return Copy(call.A, to);
            case PatchKind.UuidB:
                return Copy(call.B, to);
            case PatchKind.Caller:
                return Copy(call.Caller, to);
            case PatchKind.CallId:
                return Copy(call.CallId, to);
            case PatchKind.Seconds:
                return Number(to, call.Times[patch.From] / 1_000_000);
            case PatchKind.Stamp:
                return Copy(stamps.Of(call.Times[patch.From], _json).Local, to);
            case PatchKind.Gmt:
                return Copy(stamps.Of(call.Times[patch.From], _json).Gmt, to);
            case PatchKind.Micros:
                return Number(to, call.Times[patch.From]);
            default:
                return Number(to, ValueOf(patch, call, sequence));
        }
    }

    private static long ValueOf(in Patch patch, FloodCall call, long sequence) => patch.Kind switch
    {
        PatchKind.Sequence => sequence,
        PatchKind.Session => call.Session + patch.From,
        _ => (call.Times[patch.To] / patch.Divisor) - (call.Times[patch.From] / patch.Divisor),
    };

    private int FixedWidth(Patch patch) => patch.Kind switch
    {
        PatchKind.UuidA or PatchKind.UuidB => 36,
        PatchKind.Caller => 11,
        PatchKind.CallId or PatchKind.Micros => 16,
        PatchKind.Seconds => 10,
        PatchKind.Stamp => _json ? StampCache.JsonLocal : StampCache.PlainLocal,
        PatchKind.Gmt => _json ? StampCache.JsonGmt : StampCache.PlainGmt,
        _ => 0,
    };

    private static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        return from.Length;
    }

    private static int Number(Span<byte> to, long value)
    {
        value.TryFormat(to, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }

    private static int Digits(long value)
    {
        var digits = 1;
        for (; value >= 10; value /= 10)
            digits++;
        return digits;
    }
}
