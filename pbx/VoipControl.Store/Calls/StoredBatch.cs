using VoipControl.Core.Calls;

namespace VoipControl.Store.Calls;

/// <summary>What one transaction stored.</summary>
/// <param name="Facts">Its facts, in the journal's order. The list is used again after the call.</param>
/// <param name="CommittedAt">When MySQL had it, UTC: minus <see cref="LegFact.At"/> it is the time from event to commit.</param>
/// <param name="Took">How long looking up, folding and writing took.</param>
/// <param name="Calls">How many calls it touched.</param>
/// <param name="Records">How many call records it wrote, new or refined.</param>
/// <param name="TestRecords">How many of them are of canary and probe calls.</param>
public readonly record struct StoredBatch(IReadOnlyList<LegFact> Facts, DateTime CommittedAt, TimeSpan Took, int Calls, int Records, int TestRecords);
