using VoipControl.Core.Calls;

namespace VoipControl.Core.Commands;

/// <summary>
/// One line of a pbx process's live stream (newline-delimited JSON): first every live call as <see cref="Call"/>,
/// then one line with <see cref="SnapshotComplete"/>, then each change in order; empty lines keep the connection alive.
/// </summary>
public sealed record LiveMessage
{
    /// <summary>A call's new view; an ended one is in it once more, with its end.</summary>
    public CallView? Call { get; init; }

    /// <summary>A call that turned out to be part of another one.</summary>
    public CallId? Removed { get; init; }

    public bool SnapshotComplete { get; init; }
}
