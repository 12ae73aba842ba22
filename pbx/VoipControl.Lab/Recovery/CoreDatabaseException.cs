namespace VoipControl.Lab.Recovery;

/// <summary>The core database cannot be opened or read. The message names the file and the reason.</summary>
public sealed class CoreDatabaseException : Exception
{
    public CoreDatabaseException(string message) : base(message) { }

    public CoreDatabaseException(string message, Exception inner) : base(message, inner) { }
}
