namespace VoipControl.Pbx.Probes;

/// <summary>How a figure is spread over many calls.</summary>
/// <param name="Median">Half of them are not above it.</param>
/// <param name="P95">95 of a hundred are not above it.</param>
/// <param name="Max">The largest.</param>
public sealed record ProbeSpread(TimeSpan Median, TimeSpan P95, TimeSpan Max)
{
    /// <summary>The spread of some figures by nearest rank, so that each value is one that was measured; null of none.</summary>
    public static ProbeSpread? Of(IEnumerable<TimeSpan> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted.Count == 0 ? null : new ProbeSpread(At(0.5), At(0.95), sorted[^1]);

        TimeSpan At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
