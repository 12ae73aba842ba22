using VoipControl.Core.Calls;

namespace VoipControl.Web.Calls;

/// <summary>One call with everything that happened to it.</summary>
/// <param name="Call">The call with its legs.</param>
/// <param name="Timeline">What happened, oldest first.</param>
/// <param name="TimelineCut">More happened than the timeline shows.</param>
internal sealed record CallDetail(CallView Call, IReadOnlyList<TimelineEntry> Timeline, bool TimelineCut);
