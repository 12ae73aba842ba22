namespace VoipControl.Core.Trunks;

/// <summary>How a target stands now, with its figures.</summary>
/// <param name="State">Its state.</param>
/// <param name="Reason">Why it is not up, for people; null while it is.</param>
/// <param name="LastStatus">The last probe's final status; null when none came.</param>
/// <param name="RoundTrip">Round trip of the last probe that was answered.</param>
/// <param name="Smoothed">Smoothed round trip (RFC 6298 section 2, one eighth of each new value).</param>
/// <param name="Min">Shortest round trip of the window.</param>
/// <param name="Max">Longest round trip of the window.</param>
/// <param name="LossPercent">Probes of the window without an answer, in percent.</param>
/// <param name="Probes">Probes in the window.</param>
/// <param name="Penalty">Penalty of its flapping, decayed to now.</param>
public sealed record TargetFigures(
    TargetState State, string? Reason, int? LastStatus, TimeSpan? RoundTrip, TimeSpan? Smoothed, TimeSpan? Min, TimeSpan? Max,
    double LossPercent, int Probes, double Penalty);
