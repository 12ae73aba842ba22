namespace VoipControl.Core.Calls;

/// <summary>One link of the transfer chain.</summary>
/// <param name="Id">The switch's id for this transfer; the same in every event that lists it.</param>
/// <param name="At">When, to the second.</param>
/// <param name="Kind">Blind, attended or by bridge.</param>
/// <param name="Target">Where to: `extension/context/dialplan`, or the leg of a bridge.</param>
public sealed record Transfer(Guid Id, DateTime At, TransferKind Kind, string Target);
