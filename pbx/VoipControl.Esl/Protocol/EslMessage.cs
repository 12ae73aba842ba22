namespace VoipControl.Esl;

/// <summary>
/// One message of the switch. <see cref="Event"/> is set for events (the receiver disposes it), <see cref="Reply"/> for
/// command/reply, <see cref="Log"/> for log/data; <see cref="Text"/> is the body of the others.
/// </summary>
public readonly record struct EslMessage(EslMessageKind Kind, EslEvent? Event, EslReply? Reply, EslLogLine? Log, string Text)
{
    /// <summary>True for a disconnect notice that only announces a lingering session (Content-Disposition: linger).</summary>
    public bool Lingers { get; init; }
}
