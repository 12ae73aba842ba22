namespace VoipControl.Sip.Sdp;

/// <summary>An a line that is not taken apart: <c>a=name:value</c>, or without a value.</summary>
public readonly record struct SdpAttribute(string Name, string? Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? Name : $"{Name}:{Value}";
}
