namespace VoipControl.Lab;

/// <summary>The call traffic that the lab switch makes by itself: how much, of what kinds, for whom.</summary>
public sealed record LabTraffic
{
    /// <summary>Calls placed a second, 0 to 1000; 0 = none. Default 0.</summary>
    public double CallsPerSecond { get; init; }

    /// <summary>Calls up at one time; above it a new call waits for its turn by being skipped. Default 200.</summary>
    public int MaxConcurrentCalls { get; init; } = 200;

    /// <summary>Weight of each kind of call; a missing kind is never played. Weights need not add up to anything.</summary>
    public IReadOnlyDictionary<LabCallKind, double> Mix { get; init; } = new Dictionary<LabCallKind, double>
    {
        [LabCallKind.Bridged] = 60,
        [LabCallKind.Busy] = 8,
        [LabCallKind.Rejected] = 4,
        [LabCallKind.NoAnswer] = 6,
        [LabCallKind.Abandoned] = 8,
        [LabCallKind.NoCallee] = 2,
        [LabCallKind.Transferred] = 4,
        [LabCallKind.Held] = 4,
        [LabCallKind.Recorded] = 4,
    };

    /// <summary>Shortest time from the call's arrival to its answer. Default 1 s.</summary>
    public TimeSpan MinRing { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time from the call's arrival to its answer. Default 8 s.</summary>
    public TimeSpan MaxRing { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Shortest time from answer to hang-up. Default 5 s.</summary>
    public TimeSpan MinTalk { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time from answer to hang-up. Default 60 s.</summary>
    public TimeSpan MaxTalk { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Callers are this prefix and four digits. Default <c>+9965551</c>.</summary>
    public string CallerPrefix { get; init; } = "+9965551";

    /// <summary>Numbers that callers dial. Default one number.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = ["+996312555000"];

    /// <summary>Extensions that ring for a call. Default 101 to 110.</summary>
    public IReadOnlyList<string> Extensions { get; init; } =
        ["101", "102", "103", "104", "105", "106", "107", "108", "109", "110"];

    internal void Validate()
    {
        if (CallsPerSecond is < 0 or > 1000 or double.NaN)
            throw new ArgumentException($"Traffic.CallsPerSecond is {CallsPerSecond}; it must be 0 to 1000.");
        if (MaxConcurrentCalls < 1)
            throw new ArgumentException($"Traffic.MaxConcurrentCalls is {MaxConcurrentCalls}; it must be at least 1.");
        if (MinRing < TimeSpan.Zero || MaxRing < MinRing)
            throw new ArgumentException("Traffic.MinRing and MaxRing must be 0 or more and in order.");
        if (MinTalk < TimeSpan.Zero || MaxTalk < MinTalk)
            throw new ArgumentException("Traffic.MinTalk and MaxTalk must be 0 or more and in order.");
        if (Numbers.Count == 0 || Extensions.Count == 0)
            throw new ArgumentException("Traffic.Numbers and Traffic.Extensions must not be empty.");
        if (CallsPerSecond > 0 && !(Mix.Values.Sum() > 0))
            throw new ArgumentException("Traffic.Mix must give at least one kind of call a weight above 0.");
    }
}
