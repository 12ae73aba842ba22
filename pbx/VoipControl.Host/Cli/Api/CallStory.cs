using VoipControl.Core.Calls;

namespace VoipControl.Host.Cli.Api;

/// <summary>One call and what happened to it, oldest first.</summary>
internal sealed record CallStory(CallView Call, IReadOnlyList<TimelineLine> Timeline, bool TimelineCut = false);
