namespace VoipControl.Store.Migrations;

/// <summary>The database's schema does not fit this program, or a step towards it failed; the message says what to do.</summary>
public sealed class MigrationException : Exception
{
    public MigrationException()
    {
    }

    public MigrationException(string message) : base(message)
    {
    }

    public MigrationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
