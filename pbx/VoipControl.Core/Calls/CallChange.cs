namespace VoipControl.Core.Calls;

/// <summary>What a fact did.</summary>
/// <param name="Call">The call it belongs to.</param>
/// <param name="Changed">False when the fact was a repeat or said nothing new.</param>
/// <param name="Absorbed">A call that turned out to be part of <paramref name="Call"/> and exists no more.</param>
public readonly record struct CallChange(Call Call, bool Changed, CallId? Absorbed);
