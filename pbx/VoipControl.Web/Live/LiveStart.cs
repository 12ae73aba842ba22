namespace VoipControl.Web.Live;

/// <summary>How a client of the live feed begins.</summary>
/// <param name="Subscription">What comes after.</param>
/// <param name="Snapshot">Data of the snapshot event; null when the client resumes.</param>
/// <param name="Missed">The changes it missed, when it resumes.</param>
/// <param name="Number">Number of the snapshot: the last change that is in it.</param>
internal sealed record LiveStart(LiveSubscription Subscription, LiveSnapshot? Snapshot, IReadOnlyList<LiveEvent> Missed, long Number);
