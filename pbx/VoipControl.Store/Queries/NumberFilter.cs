namespace VoipControl.Store.Queries;

/// <summary>Caller or callee number to look for.</summary>
/// <param name="Text">The number, or its beginning.</param>
/// <param name="IsPrefix">True when <paramref name="Text"/> is only the beginning.</param>
public sealed record NumberFilter(string Text, bool IsPrefix);
