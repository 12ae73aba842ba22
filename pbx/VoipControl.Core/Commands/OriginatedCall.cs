using VoipControl.Core.Calls;

namespace VoipControl.Core.Commands;

/// <summary>A call that was accepted for placing; its further life is told by events.</summary>
public sealed record OriginatedCall(CallId Id, string Node);
