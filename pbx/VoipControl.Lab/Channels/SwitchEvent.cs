namespace VoipControl.Lab.Channels;

/// <summary>An event as a list of headers, written out once for each format that a client wants.</summary>
internal sealed class SwitchEvent : OutgoingEvent
{
    private byte[]? _plain;
    private byte[]? _json;

    public List<KeyValuePair<string, string>> Headers { get; } = new(64);
    public string? Body { get; set; }

    /// <summary>Empty values are left out, as switch_event_add_header_string does with null ones.</summary>
    public SwitchEvent Add(string name, string value)
    {
        if (value.Length > 0)
            Headers.Add(new(name, value));
        return this;
    }

    public SwitchEvent Add(string name, long value) => Add(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public override ReadOnlySpan<byte> Bytes(bool json) =>
        json ? _json ??= EventText.Frame(this, true) : _plain ??= EventText.Frame(this, false);

    public override string? HeaderValue(string name)
    {
        foreach (var header in Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }
        return null;
    }
}
