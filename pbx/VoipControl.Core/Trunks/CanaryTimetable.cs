namespace VoipControl.Core.Trunks;

/// <summary>
/// When a canary runs: every so often, or at times of the day. What is drawn at random keeps the canaries of several hosts
/// from meeting: an interval varies by a fifth in both directions, a time of the day by up to a minute.
/// </summary>
/// <param name="Interval">Time between two runs; used when no times of the day are given.</param>
/// <param name="Daily">Times of the day, UTC.</param>
public sealed record CanaryTimetable(TimeSpan Interval, IReadOnlyList<TimeOnly> Daily)
{
    private static readonly TimeSpan DailyJitter = TimeSpan.FromMinutes(1);

    /// <summary>The next run.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="first">No run was made yet: an interval's first run comes somewhere within the interval.</param>
    /// <param name="drawn">Random, from 0 up to 1.</param>
    public DateTime Next(DateTime now, bool first, double drawn)
    {
        if (Daily.Count == 0) return now + (first ? Interval * drawn : Interval * (0.8 + 0.4 * drawn));
        // Later than the jitter of a run that has just been made, so that one time gives one run.
        var earliest = first ? now : now + DailyJitter;
        return Daily.Select(time => now.Date + time.ToTimeSpan()).Select(at => at >= earliest ? at : at.AddDays(1)).Min() + DailyJitter * drawn;
    }
}
