namespace VoipControl.Web.Calls;

/// <summary>A whole list.</summary>
/// <param name="Items">Its items.</param>
internal sealed record ItemList<T>(IReadOnlyList<T> Items);
