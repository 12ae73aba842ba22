namespace VoipControl.Lab.Flood;

/// <summary>A clock that shows another second each time it is read, so that every time in a model call is recognised.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private const long FirstSecond = 1_500_000_000;
    private const long StepMicros = 7_654_321;
    private long _reads;

    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UnixEpoch.AddTicks(((FirstSecond * 1_000_000) + (_reads++ * StepMicros)) * TimeSpan.TicksPerMicrosecond);
}
