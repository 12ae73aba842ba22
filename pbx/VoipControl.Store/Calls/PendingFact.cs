using VoipControl.Core.Calls;

namespace VoipControl.Store.Calls;

/// <summary>A fact on its way from the journal to MySQL.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Json">As it stands in the journal, UTF-8.</param>
/// <param name="Position">Where it stands there.</param>
/// <param name="Next">Where the next one does.</param>
internal readonly record struct PendingFact(LegFact Fact, byte[] Json, long Position, long Next);
