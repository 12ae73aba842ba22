namespace VoipControl.Core.Calls;

/// <summary>A time span; a null end is "still going on".</summary>
public sealed record Span(DateTime From, DateTime? To = null);
