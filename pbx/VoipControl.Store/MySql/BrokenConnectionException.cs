using System.Data.Common;

namespace VoipControl.Store.MySql;

/// <summary>The connection broke, and the driver stumbled over it: it dereferences what it has already given up.</summary>
internal sealed class BrokenConnectionException : DbException
{
    public BrokenConnectionException()
    {
    }

    public BrokenConnectionException(string message) : base(message)
    {
    }

    public BrokenConnectionException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Errors that the driver makes of its own when the server goes away while it works.</summary>
    public static bool IsStumble(Exception e) =>
        e is NullReferenceException or ObjectDisposedException or IOException or System.Net.Sockets.SocketException;

    public static BrokenConnectionException Of(Exception e) => new("The connection to MySQL broke: " + e.Message, e);

    /// <summary>Whether an error while something is given up may be passed over: the server ends what the broken connection held.</summary>
    public static bool MayBeIgnored(Exception e) => IsStumble(e) || e is DbException or InvalidOperationException;
}
