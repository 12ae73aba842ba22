namespace VoipControl.Web.Live;

/// <summary>A pbx process as the live feed tells of it.</summary>
/// <param name="Nodes">The nodes it drives.</param>
/// <param name="Connected">False: its calls are shown as last known.</param>
/// <param name="At">Since when, UTC.</param>
/// <param name="Reason">Why it is not connected.</param>
internal sealed record LiveSource(IReadOnlyList<string> Nodes, bool Connected, DateTime At, string? Reason = null);
