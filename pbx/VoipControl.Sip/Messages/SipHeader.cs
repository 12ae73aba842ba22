namespace VoipControl.Sip;

/// <summary>One header field: its name (canonical for those of <see cref="SipHeaderNames"/>) and its whole value, unfolded.</summary>
public readonly record struct SipHeader(string Name, string Value);
