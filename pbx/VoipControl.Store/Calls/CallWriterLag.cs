namespace VoipControl.Store.Calls;

/// <summary>How far MySQL is behind the journal.</summary>
/// <param name="Facts">Durable facts that MySQL does not have.</param>
/// <param name="Bytes">The same in bytes of the journal.</param>
/// <param name="AwaySince">Since when MySQL takes no facts, UTC; null while it does.</param>
/// <param name="Reason">Why it takes none.</param>
public readonly record struct CallWriterLag(long Facts, long Bytes, DateTime? AwaySince, string? Reason);
