namespace VoipControl.Host.Cli.Api;

/// <summary>What the API tells of a trunk, as far as it is shown. States and kinds are text: a newer server may know more of them.</summary>
internal sealed record TrunkLine
{
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public string? Tenant { get; init; }
    public required IReadOnlyList<Sight> Observers { get; init; }

    /// <summary>How one host sees it.</summary>
    internal sealed record Sight
    {
        public required string Observer { get; init; }
        public required string State { get; init; }
        public string? Reason { get; init; }
        public required DateTime Since { get; init; }
        public DateTime? LastProbeAt { get; init; }
        public int? LastStatus { get; init; }

        public double? SmoothedSeconds { get; init; }
        public double? MaxSeconds { get; init; }
        public double LossPercent { get; init; }
        public string? Uri { get; init; }
    }
}
