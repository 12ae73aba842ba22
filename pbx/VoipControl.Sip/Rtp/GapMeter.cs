namespace VoipControl.Sip.Rtp;

/// <summary>
/// Times without packets, while packets are expected. It knows nothing of SSRCs: the silence of a takeover is one gap, whoever
/// ends it. Times are counted from the receiver's start. Pure.
/// </summary>
internal sealed class GapMeter
{
    private readonly TimeSpan _threshold;
    private readonly int _keep;
    private readonly DateTimeOffset _origin;
    private readonly List<RtpGap> _gaps = [];
    private TimeSpan? _since;
    private bool _heard;

    /// <param name="threshold">A gap that is longer is listed.</param>
    /// <param name="keep">How many are listed; all are counted.</param>
    /// <param name="origin">UTC at time zero.</param>
    public GapMeter(TimeSpan threshold, int keep, DateTimeOffset origin)
    {
        _threshold = threshold;
        _keep = keep;
        _origin = origin;
    }

    /// <summary>Whether packets are expected.</summary>
    public bool Expecting { get; private set; }

    /// <summary>The largest between two arrivals; null when there were no two.</summary>
    public RtpGap? Largest { get; private set; }

    /// <summary>How many were longer than the threshold.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<RtpGap> Gaps => [.. _gaps];

    /// <summary>Packets are expected from now, or no longer. A silence that lasts at that moment ends there.</summary>
    public void Expect(bool packets, TimeSpan now)
    {
        if (packets == Expecting) return;
        if (!packets && _heard) Close(now);
        Expecting = packets;
        _since = packets ? now : null;
    }

    /// <summary>A packet came.</summary>
    public void Take(TimeSpan now)
    {
        // The wait for the very first packet belongs to setting up, not to the stream.
        if (Expecting && _heard) Close(now);
        _heard = true;
        if (Expecting) _since = now;
    }

    /// <summary>The silence that lasts now: since the last packet, or since packets are expected; null when none are.</summary>
    public RtpGap? OpenAt(TimeSpan now) => Expecting && _since is { } since ? GapFrom(since, now) : null;

    private void Close(TimeSpan now)
    {
        if (_since is not { } since) return;
        var gap = GapFrom(since, now);
        if (Largest is not { } largest || gap.Length > largest.Length) Largest = gap;
        if (gap.Length <= _threshold) return;
        Count++;
        if (_gaps.Count < _keep) _gaps.Add(gap);
    }

    // Two threads may read the clock in one order and arrive in the other.
    private RtpGap GapFrom(TimeSpan since, TimeSpan now) => new(now > since ? now - since : TimeSpan.Zero, since, _origin + since);
}
