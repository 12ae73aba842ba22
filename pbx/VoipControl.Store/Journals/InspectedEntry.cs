using VoipControl.Core.Calls;

namespace VoipControl.Store.Journals;

/// <summary>One entry, as an inspection shows it.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Number">How many facts came before it.</param>
/// <param name="Json">The payload as text.</param>
/// <param name="Fact">The payload as fact; null where it is none.</param>
public sealed record InspectedEntry(long Position, long Number, string Json, LegFact? Fact);
