namespace VoipControl.Sip.Rtp;

/// <summary>What a receiver measures.</summary>
public sealed record RtpReceiverOptions
{
    /// <summary>A time without packets that is longer is listed as a gap; default 60 ms: two packets lost in a row.</summary>
    public TimeSpan GapThreshold { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>How many gaps are listed; all are counted. Default 256.</summary>
    public int MaxGaps { get; init; } = 256;

    /// <summary>How many digits are listed; all are counted. Default 256.</summary>
    public int MaxDigits { get; init; } = 256;

    /// <summary>Tones to listen for, in Hertz, above 50 and below 3950, at least 2 apart, at most 32; none by default.</summary>
    public IReadOnlyList<double> Tones { get; init; } = [];
}
