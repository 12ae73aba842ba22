namespace VoipControl.Pbx.Probes;

/// <summary>A probe that could not begin: an address that cannot be listened on, a registration that was refused. The message says which.</summary>
public sealed class ProbeException : Exception
{
    /// <inheritdoc/>
    public ProbeException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public ProbeException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public ProbeException()
    {
    }
}
