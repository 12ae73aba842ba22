namespace VoipControl.Store.Trunks;

/// <summary>One canary with how it has been.</summary>
/// <param name="Canary">The canary.</param>
/// <param name="Last">Its newest result; null before the first.</param>
/// <param name="Alarms">Alarms that stand, oldest first.</param>
/// <param name="Results">Results of the last day.</param>
/// <param name="Good">Those of them that were well.</param>
public sealed record CanarySummary(CanaryRow Canary, CanaryResult? Last, IReadOnlyList<CanaryAlarm> Alarms, int Results, int Good);
