namespace VoipControl.Lab.Recovery;

/// <summary>A recovery document that cannot be used. The message names what is missing or malformed.</summary>
public sealed class RecoveryException : Exception
{
    public RecoveryException(string message) : base(message) { }

    public RecoveryException(string message, Exception inner) : base(message, inner) { }
}
