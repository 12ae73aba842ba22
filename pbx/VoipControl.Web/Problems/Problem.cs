namespace VoipControl.Web.Problems;

/// <summary>What went wrong, as RFC 9457 describes it (application/problem+json).</summary>
internal sealed record Problem
{
    /// <summary>Kind of problem: `urn:voipcontrol:problem:` and a word that programs may rely on.</summary>
    public required string Type { get; init; }

    /// <summary>The kind in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status, once more.</summary>
    public required int Status { get; init; }

    /// <summary>What was wrong this time.</summary>
    public string? Detail { get; init; }

    /// <summary>For invalid requests: each wrong field or parameter with what was wrong with it.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
