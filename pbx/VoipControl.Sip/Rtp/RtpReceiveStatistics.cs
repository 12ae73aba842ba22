namespace VoipControl.Sip.Rtp;

/// <summary>What one leg has received, at one moment. Offsets count from the receiver's start on the monotonic clock.</summary>
public sealed record RtpReceiveStatistics
{
    /// <summary>When the receiver was made, in UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>The moment of this snapshot.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>RTP packets, of whatever type and also doubled ones.</summary>
    public required long Packets { get; init; }

    /// <summary>Their payload, in bytes.</summary>
    public required long PayloadBytes { get; init; }

    /// <summary>Sent and not received, by the sequence numbers (RFC 3550 A.3, but doubled packets make up for nothing); summed over SSRCs.</summary>
    public required long Lost { get; init; }

    /// <summary>Came after a later one.</summary>
    public required long OutOfOrder { get; init; }

    /// <summary>Came twice.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Interarrival jitter (RFC 3550 A.8), in milliseconds; telephone-events, whose timestamps stand still, are left out.</summary>
    public required double JitterMilliseconds { get; init; }

    /// <summary>The largest jitter so far, in milliseconds.</summary>
    public required double MaxJitterMilliseconds { get; init; }

    /// <summary>When the first packet came; null when none did.</summary>
    public required TimeSpan? FirstPacket { get; init; }

    /// <summary>When the last packet came.</summary>
    public required TimeSpan? LastPacket { get; init; }

    /// <summary>The largest gap between two arrivals while packets were expected, that is not counting hold; null before there were two.</summary>
    public required RtpGap? LargestGap { get; init; }

    /// <summary>The silence at this moment, or null when no packets are expected. Before the first packet it counts from when packets were expected.</summary>
    public required RtpGap? OpenGap { get; init; }

    /// <summary>The gaps above the threshold, the first <see cref="RtpReceiverOptions.MaxGaps"/> of them.</summary>
    public required IReadOnlyList<RtpGap> Gaps { get; init; }

    /// <summary>How many gaps above the threshold there were.</summary>
    public required long GapCount { get; init; }

    /// <summary>The SSRC of the last packet.</summary>
    public required uint? Ssrc { get; init; }

    /// <summary>How often the SSRC changed after the first.</summary>
    public required long SsrcChanges { get; init; }

    /// <summary>How often the sequence began anew within one SSRC.</summary>
    public required int SequenceRestarts { get; init; }

    /// <summary>Payload types seen, with their packets, in order of type.</summary>
    public required IReadOnlyList<KeyValuePair<byte, long>> PayloadTypes { get; init; }

    /// <summary>Packets that are neither G.711, nor comfort noise, nor of the negotiated telephone-event type.</summary>
    public required long UnknownType { get; init; }

    /// <summary>Datagrams that are no RTP packet.</summary>
    public required long Malformed { get; init; }

    /// <summary>RTCP packets that came to the RTP port; not read.</summary>
    public required long Control { get; init; }

    /// <summary>Each tone that was heard, in order of frequency.</summary>
    public required IReadOnlyList<HeardTone> Tones { get; init; }

    /// <summary>How much of the audio was louder than -40 dBm0; measured only when there are tones to listen for.</summary>
    public required TimeSpan Audible { get; init; }

    /// <summary>Digits received as telephone-events, the first <see cref="RtpReceiverOptions.MaxDigits"/> of them.</summary>
    public required IReadOnlyList<ReceivedDigit> Digits { get; init; }

    /// <summary>How many digits there were.</summary>
    public required long DigitCount { get; init; }

    /// <summary>The largest gap, counting the one that lasts: what somebody who listens would call the longest silence.</summary>
    public RtpGap? LongestSilence => OpenGap is { } open && FirstPacket is not null && (LargestGap is not { } largest || open.Length > largest.Length) ? open : LargestGap;
}
