namespace VoipControl.Web.Trunks;

/// <summary>One trunk with its history.</summary>
/// <param name="Trunk">The trunk now.</param>
/// <param name="Items">Its state changes, newest first.</param>
/// <param name="Next">Cursor of the next page; absent on the last one.</param>
internal sealed record TrunkDetail(TrunkView Trunk, IReadOnlyList<TrunkChangeView> Items, string? Next);
