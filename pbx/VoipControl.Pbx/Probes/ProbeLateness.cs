namespace VoipControl.Pbx.Probes;

/// <summary>
/// How late the probing machine itself was. A packet that it sent or read late looks like a gap of the switch: where this
/// is not zero, gaps of a few packets say nothing about the switch.
/// </summary>
/// <param name="LateTicks">Ticks of the media clock (20 ms) that came a whole period or more too late.</param>
/// <param name="SkippedTicks">Ticks that were left out because the process stood still for longer.</param>
/// <param name="WorstPlacing">How much later than due a call was placed at worst.</param>
public sealed record ProbeLateness(long LateTicks, long SkippedTicks, TimeSpan WorstPlacing)
{
    /// <summary>Audio was sent in time.</summary>
    public bool IsInTime => LateTicks == 0 && SkippedTicks == 0;
}
