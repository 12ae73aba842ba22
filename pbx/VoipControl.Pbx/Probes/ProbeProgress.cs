namespace VoipControl.Pbx.Probes;

/// <summary>How far a run is.</summary>
/// <param name="Calls">Calls to place.</param>
/// <param name="Placed">Calls placed by now.</param>
/// <param name="Talking">Calls that are answered and not over.</param>
/// <param name="Ended">Calls that are over.</param>
/// <param name="Failed">Those of them that were not answered or not kept.</param>
/// <param name="Elapsed">Since the first call was placed.</param>
/// <param name="Stopping">It was asked to stop.</param>
public sealed record ProbeProgress(int Calls, int Placed, int Talking, int Ended, int Failed, TimeSpan Elapsed, bool Stopping);
