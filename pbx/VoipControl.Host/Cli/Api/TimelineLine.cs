using VoipControl.Core.Calls;

namespace VoipControl.Host.Cli.Api;

/// <summary>One thing that happened in a call. The kind is text: a newer server may know more of them.</summary>
internal sealed record TimelineLine
{
    public required DateTime At { get; init; }
    public required string Kind { get; init; }
    public required LegId Leg { get; init; }
    public required string Node { get; init; }
    public required string Text { get; init; }
}
