namespace VoipControl.Esl;

/// <summary>
/// The switch sent what the event socket protocol does not allow, or more than <see cref="EslLimits"/> allows. The connection is
/// closed: after a framing error no later byte can be trusted.
/// </summary>
public sealed class EslProtocolException : EslException
{
    public EslProtocolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
