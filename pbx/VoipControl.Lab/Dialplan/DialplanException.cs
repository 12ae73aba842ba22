namespace VoipControl.Lab.Dialplan;

/// <summary>A dialplan or an expansion that cannot be followed. The message names the extension or text and what is wrong with it.</summary>
public sealed class DialplanException : Exception
{
    public DialplanException(string message) : base(message) { }

    public DialplanException(string message, Exception inner) : base(message, inner) { }
}
