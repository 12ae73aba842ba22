namespace VoipControl.Web.Trunks;

/// <summary>A canary, on each host that has it, with its results.</summary>
/// <param name="Canaries">The canary as each host has it.</param>
/// <param name="Items">Results of all of them, newest first.</param>
/// <param name="Next">Cursor of the next page; absent on the last one.</param>
internal sealed record CanaryDetail(IReadOnlyList<CanaryView> Canaries, IReadOnlyList<CanaryResultView> Items, string? Next);
