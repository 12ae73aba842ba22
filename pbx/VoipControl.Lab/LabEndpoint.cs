namespace VoipControl.Lab;

/// <summary>How a number or user behaves when the switch dials it.</summary>
public sealed record LabEndpoint
{
    /// <summary>Null = answers. Otherwise the hang-up cause it fails with, such as USER_BUSY or NORMAL_TEMPORARY_FAILURE.</summary>
    public string? FailsWith { get; init; }

    /// <summary>Time until it answers or fails; null = never does either by itself.</summary>
    public TimeSpan? After { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether it rings before that. An address where nothing answers does not.</summary>
    public bool Rings { get; init; } = true;

    /// <summary>Time from its answer until it hangs up; null = it waits for the other side.</summary>
    public TimeSpan? Talk { get; init; }
}
