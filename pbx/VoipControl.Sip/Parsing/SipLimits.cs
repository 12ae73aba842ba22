namespace VoipControl.Sip;

/// <summary>What one message from the network may cost. Sizes are in bytes.</summary>
public sealed record SipLimits
{
    /// <summary>A whole message, body included; on a stream what Content-Length may announce together with the head. Default 65,535, a UDP datagram.</summary>
    public int MaxMessageBytes { get; init; } = 65_535;

    /// <summary>Start line and header fields. Default 16 KB, at most 65,535; a real one is 300 to 3,000 bytes.</summary>
    public int MaxHeadBytes { get; init; } = 16_384;

    /// <summary>Header fields. Default 256; a real message has 8 to 40.</summary>
    public int MaxHeaders { get; init; } = 256;

    /// <summary>The Request-URI. Default 4,096; above it 414 is answered.</summary>
    public int MaxUriBytes { get; init; } = 4_096;

    /// <summary>The defaults.</summary>
    public static SipLimits Default { get; } = new();
}
