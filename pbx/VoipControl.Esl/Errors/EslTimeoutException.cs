namespace VoipControl.Esl;

/// <summary>
/// An answer did not come in time. The command may still be executed; its late reply is discarded.
/// </summary>
public sealed class EslTimeoutException : EslException
{
    internal EslTimeoutException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
