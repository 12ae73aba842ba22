namespace VoipControl.Store.Queries;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">Where the next page starts; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, PagePosition? Next);
