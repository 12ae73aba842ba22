namespace VoipControl.Sip.Rtp;

/// <summary>A tone that was recognised in what came.</summary>
/// <param name="Frequency">The candidate's frequency, Hertz.</param>
/// <param name="Total">How long it was heard in all, in blocks of 100 ms.</param>
/// <param name="First">When it was first heard, counted from the receiver's start.</param>
/// <param name="Last">When it was last heard.</param>
/// <param name="IsHeardNow">Whether it is heard at the time of the question.</param>
public readonly record struct HeardTone(double Frequency, TimeSpan Total, TimeSpan First, TimeSpan Last, bool IsHeardNow);
