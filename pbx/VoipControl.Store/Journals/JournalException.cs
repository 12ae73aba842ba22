namespace VoipControl.Store.Journals;

/// <summary>A journal cannot be opened, read or written; the message names the file and what to do.</summary>
public sealed class JournalException : IOException
{
    public JournalException()
    {
    }

    public JournalException(string message) : base(message)
    {
    }

    public JournalException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
