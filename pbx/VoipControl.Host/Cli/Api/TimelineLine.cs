using VoipControl.Core.Calls;

namespace VoipControl.Host.Cli.Api;

/// <summary>One thing that happened in a call. The kind is text: a newer server may know more of them.</summary>
internal sealed record TimelineLine(DateTime At, string Kind, LegId Leg, string Node, string Text);
