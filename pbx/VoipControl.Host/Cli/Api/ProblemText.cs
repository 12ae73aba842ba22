namespace VoipControl.Host.Cli.Api;

/// <summary>The fields of a problem document (RFC 9457) that are shown.</summary>
internal sealed record ProblemText
{
    public string? Type { get; init; }
    public string? Title { get; init; }
    public string? Detail { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }
}
