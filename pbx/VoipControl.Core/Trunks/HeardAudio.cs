namespace VoipControl.Core.Trunks;

/// <summary>What one end of a call received.</summary>
/// <param name="Packets">RTP packets received.</param>
/// <param name="ToneHz">The tone that was heard most, in hertz; null when none stood out.</param>
/// <param name="LossPercent">Packets that were lost on the way, in percent.</param>
/// <param name="LargestGap">Longest time without a packet.</param>
public sealed record HeardAudio(long Packets, double? ToneHz, double LossPercent = 0, TimeSpan LargestGap = default)
{
    /// <summary>Something could be heard, whatever it was; a tone can always.</summary>
    public bool Audible { get; init; } = ToneHz is not null;

    /// <summary>Nothing came, or nothing but silence.</summary>
    public bool IsSilent => Packets == 0 || (ToneHz is null && !Audible);

    /// <summary>Tones this close are the same: a decoder's error, and far less than two tones that a plan may use differ.</summary>
    public const double ToleranceHz = 25;

    /// <summary>Whether this tone was heard.</summary>
    public bool Has(int hertz) => ToneHz is { } heard && Math.Abs(heard - hertz) <= ToleranceHz;
}
