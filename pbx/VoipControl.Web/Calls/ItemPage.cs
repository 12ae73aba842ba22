namespace VoipControl.Web.Calls;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Next">Cursor of the next page; absent on the last one.</param>
internal sealed record ItemPage<T>(IReadOnlyList<T> Items, string? Next);
