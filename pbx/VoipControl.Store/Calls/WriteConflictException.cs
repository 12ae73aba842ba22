namespace VoipControl.Store.Calls;

/// <summary>Another process wrote a call of this batch since it was read: read it again and do the batch anew.</summary>
internal sealed class WriteConflictException : Exception
{
    public WriteConflictException()
    {
    }

    public WriteConflictException(string message) : base(message)
    {
    }

    public WriteConflictException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
