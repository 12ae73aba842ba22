namespace VoipControl.Lab.Channels;

/// <summary>An event on its way to the clients, ready as bytes of either format, framing included.</summary>
internal abstract class OutgoingEvent
{
    public required string Name { get; init; }
    public string Subclass { get; init; } = "";

    public abstract ReadOnlySpan<byte> Bytes(bool json);

    /// <summary>The decoded value of a header, for client filters; null = no such header.</summary>
    public abstract string? HeaderValue(string name);
}
