namespace VoipControl.Core.Trunks;

/// <summary>What one end of a call received.</summary>
/// <param name="Packets">RTP packets received.</param>
/// <param name="ToneHz">The tone that was heard most, in hertz; null when none stood out.</param>
/// <param name="LossPercent">Packets that were lost on the way, in percent.</param>
/// <param name="LargestGap">Longest time without a packet.</param>
public sealed record HeardAudio(long Packets, double? ToneHz, double LossPercent = 0, TimeSpan LargestGap = default)
{
    /// <summary>Tones this close are the same: a decoder's error, and far less than two tones that a plan may use differ.</summary>
    public const double ToleranceHz = 25;

    /// <summary>Whether this tone was heard.</summary>
    public bool Has(int hertz) => ToneHz is { } heard && Math.Abs(heard - hertz) <= ToleranceHz;
}
