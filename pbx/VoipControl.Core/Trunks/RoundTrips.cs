namespace VoipControl.Core.Trunks;

/// <summary>The last probes of a target: loss, and round trips. Not for several threads.</summary>
internal sealed class RoundTrips(int window)
{
    // Null is a probe without an answer.
    private readonly TimeSpan?[] _probes = new TimeSpan?[window];
    private int _count;
    private int _next;

    public int Count => _count;

    public TimeSpan? Last { get; private set; }

    public TimeSpan? Smoothed { get; private set; }

    public void Add(TimeSpan? roundTrip)
    {
        _probes[_next] = roundTrip;
        _next = (_next + 1) % _probes.Length;
        _count = Math.Min(_count + 1, _probes.Length);
        if (roundTrip is not { } answered) return;
        Last = answered;
        // The smoothing of RFC 6298 section 2: one eighth of each new value.
        Smoothed = Smoothed is { } known ? known + (answered - known) / 8 : answered;
    }

    public double LossPercent => _count == 0 ? 0 : 100.0 * Kept().Count(static p => p is null) / _count;

    public TimeSpan? Min => Kept().Min();

    public TimeSpan? Max => Kept().Max();

    private IEnumerable<TimeSpan?> Kept() => _probes.Take(_count);
}
