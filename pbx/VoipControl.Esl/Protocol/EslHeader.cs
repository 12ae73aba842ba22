using System.Text;

namespace VoipControl.Esl;

/// <summary>One header line of an event, as <see cref="EslEvent.Headers"/> enumerates them.</summary>
public readonly struct EslHeader
{
    private readonly EslEvent _event;
    private readonly int _start;
    private readonly int _nameLength;

    internal EslHeader(EslEvent source, int start, int nameLength, EslValue value)
    {
        _event = source;
        _start = start;
        _nameLength = nameLength;
        Value = value;
    }

    /// <summary>The name as it stands in the event; names are not percent-encoded.</summary>
    public ReadOnlySpan<byte> NameBytes => _event.Bytes.Slice(_start, _nameLength);

    /// <summary>The name as text.</summary>
    public string Name => Encoding.UTF8.GetString(NameBytes);

    /// <summary>The value.</summary>
    public EslValue Value { get; }
}
