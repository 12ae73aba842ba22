namespace VoipControl.Esl;

/// <summary>
/// The root of everything this client reports. Catch it to handle any event socket failure; the derived types say what
/// can be done about it. No message ever contains the password.
/// </summary>
public abstract class EslException : Exception
{
    private protected EslException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
