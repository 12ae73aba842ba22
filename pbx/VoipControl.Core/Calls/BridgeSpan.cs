namespace VoipControl.Core.Calls;

/// <summary>The time a leg was connected with another. <paramref name="With"/> is null where the partner's name was missed.</summary>
public sealed record BridgeSpan(DateTime From, LegId? With = null, DateTime? To = null);
