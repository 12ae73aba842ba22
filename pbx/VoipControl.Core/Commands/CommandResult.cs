namespace VoipControl.Core.Commands;

/// <summary>Result of a command: the switch's own words.</summary>
public sealed record CommandResult(string Reply);
