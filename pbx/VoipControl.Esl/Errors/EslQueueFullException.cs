namespace VoipControl.Esl;

/// <summary>
/// Events came faster than they were read and the queue reached <see cref="EslOptions.EventQueueCapacity"/>. The connection
/// is closed rather than an event dropped, because a caller that reconnects and compares knows where it stands.
/// </summary>
public sealed class EslQueueFullException : EslException
{
    internal EslQueueFullException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
