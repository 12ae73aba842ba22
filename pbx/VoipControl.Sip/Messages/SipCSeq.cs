namespace VoipControl.Sip;

/// <summary>A CSeq: number below 2^31 and method (RFC 3261 20.16, 8.1.1.5).</summary>
public readonly record struct SipCSeq(uint Number, string Method)
{
    /// <summary>The largest number a request may carry.</summary>
    public const uint MaxNumber = int.MaxValue;

    /// <inheritdoc/>
    public override string ToString() => $"{Number} {Method}";
}
