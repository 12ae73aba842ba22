using VoipControl.Core.Calls;

namespace VoipControl.Host.Cli.Api;

/// <summary>One call and what happened to it, oldest first.</summary>
internal sealed record CallStory
{
    public required CallView Call { get; init; }
    public required IReadOnlyList<TimelineLine> Timeline { get; init; }
    public bool TimelineCut { get; init; }
}
