namespace VoipControl.Esl;

/// <summary>
/// The switch refused the password. Trying again with the same one cannot help: the configuration is wrong.
/// </summary>
public sealed class EslAuthenticationRefusedException : EslException
{
    internal EslAuthenticationRefusedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
