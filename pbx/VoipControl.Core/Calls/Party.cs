namespace VoipControl.Core.Calls;

/// <summary>A telephone party: number as the switch shows it, and display name.</summary>
public sealed record Party(string Number, string? Name = null);
