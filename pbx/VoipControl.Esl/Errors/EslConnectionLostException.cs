namespace VoipControl.Esl;

/// <summary>
/// The connection could not be made or has ended: closed by the switch, by the network, by this side, or because of what the
/// inner exception says. Every command in flight fails with it; whether the switch executed such a command is not known.
/// </summary>
public sealed class EslConnectionLostException : EslException
{
    internal EslConnectionLostException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
