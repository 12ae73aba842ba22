using VoipControl.Store.MySql;

namespace VoipControl.Testing;

/// <summary>Gives a test a database of its own on the shared server.</summary>
public static class MariaDbDatabase
{
    /// <summary>
    /// A database with the product's schema, or null with the reason where no server is there and none is demanded.
    /// </summary>
    /// <exception cref="InvalidOperationException">No server is there, and this is CI.</exception>
    public static async Task<(VoipDatabase? Database, string? WhyAbsent)> TryCreateAsync(bool migrate = true)
    {
        if (MariaDbServer.WhyAbsent is { } reason)
            return MariaDbServer.IsRequired ? throw new InvalidOperationException(reason) : (null, reason);
        var server = await MariaDbServer.SharedAsync();
        return (await server.CreateDatabaseAsync(migrate), null);
    }
}
