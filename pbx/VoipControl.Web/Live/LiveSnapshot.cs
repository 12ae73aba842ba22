namespace VoipControl.Web.Live;

/// <summary>All calls that go on, each as one JSON object in UTF-8, and the pbx processes they come from.</summary>
internal sealed record LiveSnapshot(IReadOnlyList<byte[]> Calls, IReadOnlyList<LiveSource> Sources);
