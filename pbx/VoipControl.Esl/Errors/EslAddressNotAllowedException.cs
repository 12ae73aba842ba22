namespace VoipControl.Esl;

/// <summary>
/// The switch refused our address (its apply-inbound-acl) with text/rude-rejection before asking for a password.
/// </summary>
public sealed class EslAddressNotAllowedException : EslException
{
    internal EslAddressNotAllowedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
