namespace VoipControl.Core.Trunks;

/// <summary>When a target counts as up or down.</summary>
public sealed record QualifyRules
{
    /// <summary>Good answers in a row that make a target up. Default 2.</summary>
    public int UpAfter { get; init; } = 2;

    /// <summary>Bad or missing answers in a row that make it down. Default 3.</summary>
    public int DownAfter { get; init; } = 3;

    /// <summary>Probes over which loss and the extremes of the round trip are counted. Default 60.</summary>
    public int Window { get; init; } = 60;

    /// <summary>
    /// Statuses that say "I am here and take no calls". Default 503 (RFC 3261 section 21.5.4). Any other final response shows
    /// that the target is reachable, also 404, 405 or 501: many answer OPTIONS so.
    /// </summary>
    public IReadOnlySet<int> OutOfService { get; init; } = new HashSet<int> { 503 };

    /// <summary>Statuses that stand for no answer. Default 408: a proxy or our own stack waited in vain (RFC 3261 section 8.1.3.1).</summary>
    public IReadOnlySet<int> Lost { get; init; } = new HashSet<int> { 408 };

    /// <summary>How flapping is damped.</summary>
    public DampingRules Damping { get; init; } = new();
}
