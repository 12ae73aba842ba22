namespace VoipControl.Host.Cli.Api;

/// <summary>What the API tells of a canary, as far as it is shown.</summary>
internal sealed record CanaryLine
{
    public required string Name { get; init; }
    public required string Observer { get; init; }
    public required string Mode { get; init; }
    public string? Tenant { get; init; }
    public CanaryResultLine? Last { get; init; }
    public required IReadOnlyList<Alarm> Alarms { get; init; }
    public int Calls { get; init; }
    public double? SuccessRatio { get; init; }
    public DateTime? NextAt { get; init; }
    public bool Stale { get; init; }
    public string? Calling { get; init; }

    /// <summary>An alarm that stands.</summary>
    internal sealed record Alarm
    {
        public required string Fault { get; init; }
        public required DateTime RaisedAt { get; init; }
    }
}
