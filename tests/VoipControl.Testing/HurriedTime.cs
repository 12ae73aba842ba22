namespace VoipControl.Testing;

/// <summary>
/// The system's clock, with timers of a minute and more due in a 3,600th of it: an hour of a timetable passes in a second,
/// while the wire, with its timers of at most 32 seconds (RFC 3261 section 17), keeps real time.
/// </summary>
public sealed class HurriedTime : TimeProvider
{
    private const double Hurry = 3600;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime >= Patience ? dueTime / Hurry : dueTime, period);
}
