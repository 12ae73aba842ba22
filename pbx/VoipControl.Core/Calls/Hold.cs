namespace VoipControl.Core.Calls;

/// <summary>A hold of one leg's party.</summary>
public sealed record Hold(LegId Leg, DateTime From, DateTime? To = null);
