using Dapper;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Stores;

/// <summary>The `tenants` table.</summary>
public sealed class TenantStore(VoipDatabase database, TimeProvider time)
{
    /// <summary>All tenants by id.</summary>
    public async Task<IReadOnlyList<TenantRow>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<TenantRow>(new CommandDefinition(
            "SELECT id AS Id, name AS Name, created_at AS CreatedAt FROM tenants ORDER BY id", cancellationToken: ct))];
    }

    /// <summary>Adds the tenant if it is not there; one that is keeps its name.</summary>
    /// <exception cref="ArgumentException">The id is empty or longer than 64 characters.</exception>
    public async Task EnsureAsync(string id, string name, CancellationToken ct)
    {
        if (id.Length is 0 or > 64) throw new ArgumentException($"A tenant id has 1 to 64 characters, this one {id.Length}.", nameof(id));
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO tenants (id, name, created_at) VALUES (@id, @name, @at) ON DUPLICATE KEY UPDATE id = VALUES(id)",
            new { id, name = Text.Cut(name, 255), at = time.GetUtcNow().UtcDateTime }, cancellationToken: ct));
    }
}
