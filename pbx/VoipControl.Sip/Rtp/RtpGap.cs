namespace VoipControl.Sip.Rtp;

/// <summary>A time without packets between two arrivals.</summary>
/// <param name="Length">From the last packet before it to the first after it, or to the moment when nothing more was expected.</param>
/// <param name="After">When it began, counted from the receiver's start on the monotonic clock.</param>
/// <param name="Utc">When it began, in UTC.</param>
public readonly record struct RtpGap(TimeSpan Length, TimeSpan After, DateTimeOffset Utc);
