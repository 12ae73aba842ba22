namespace VoipControl.Store.Queries;

/// <summary>
/// Where a page ended: the key of its last row. The next page starts after it, so rows that arrive meanwhile
/// (they are newer) neither repeat nor hide anything.
/// </summary>
/// <param name="At">Start of the call, or end for a record: UTC, microseconds.</param>
/// <param name="Id">The call's id.</param>
public readonly record struct PagePosition(DateTime At, Guid Id);
