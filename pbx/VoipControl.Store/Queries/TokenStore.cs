using System.Security.Cryptography;
using Dapper;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Queries;

/// <summary>Bearer tokens of the SystemAPI. Only a SHA-256 of each is kept, so a stolen table opens nothing.</summary>
public sealed class TokenStore
{
    private const string Select =
        "SELECT id Id, name Name, hash Hash, tenant Tenant, scope Scope, created_at CreatedAt, expires_at ExpiresAt, revoked_at RevokedAt FROM api_tokens";

    private readonly VoipDatabase _database;
    private readonly TimeProvider _time;

    public TokenStore(VoipDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Makes a token.</summary>
    /// <param name="name">For people, 1 to 255 characters.</param>
    /// <param name="scope">What it may do.</param>
    /// <param name="tenant">The only tenant it sees; null for all.</param>
    /// <param name="expiresAt">UTC; null never.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or has control characters, or the expiry is not in the future.</exception>
    public async Task<CreatedToken> CreateAsync(
        string name, ApiScope scope, string? tenant = null, DateTime? expiresAt = null, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 255 || name.Any(char.IsControl))
            throw new ArgumentException("A token's name has 1 to 255 characters and no control characters.", nameof(name));
        if (tenant is { Length: 0 or > 64 } || tenant?.Any(char.IsControl) == true)
            throw new ArgumentException("A tenant has 1 to 64 characters and no control characters.", nameof(tenant));
        var now = Microseconds(_time.GetUtcNow().UtcDateTime);
        if (expiresAt is { } expiry) expiresAt = Microseconds(expiry);
        if (expiresAt <= now) throw new ArgumentException("The expiry must be in the future.", nameof(expiresAt));
        var secret = TokenSecret.Create();
        TokenSecret.TryHash(secret, out var hash);
        var token = new ApiToken(Guid.CreateVersion7(_time.GetUtcNow()), name, scope, tenant, now, expiresAt, null);
        await using var connection = await _database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO api_tokens (id, name, hash, tenant, scope, created_at, expires_at) VALUES (@id, @name, @hash, @tenant, @scope, @now, @expiresAt)",
            new { id = token.Id, name, hash, tenant, scope = scope.ToString(), now, expiresAt }, cancellationToken: cancellationToken));
        return new CreatedToken(token, secret);
    }

    /// <summary>All tokens, oldest first, revoked and expired ones too.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select + " ORDER BY created_at, id", cancellationToken: cancellationToken));
        return [.. rows.Select(static r => r.ToToken())];
    }

    /// <summary>Takes a token back for ever. False when no such token is good.</summary>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE api_tokens SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL",
            new { id, now = _time.GetUtcNow().UtcDateTime }, cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>The token of a secret's hash, good or not; null when there is none.</summary>
    public async Task<ApiToken?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken = default)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            Select + " WHERE hash = @hash", new { hash }, cancellationToken: cancellationToken));
        // The index has compared already; this comparison is the one that does not tell by its duration how far it got.
        return row is not null && CryptographicOperations.FixedTimeEquals(row.Hash, hash) ? row.ToToken() : null;
    }

    /// <summary>What the column keeps, so that a token made and a token read are equal.</summary>
    private static DateTime Microseconds(DateTime at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Name { get; set; } = "";
        public byte[] Hash { get; set; } = [];
        public string? Tenant { get; set; }
        public ApiScope Scope { get; set; }
        public DateTime CreatedAt { get; set; }
        public DateTime? ExpiresAt { get; set; }
        public DateTime? RevokedAt { get; set; }

        public ApiToken ToToken() => new(
            Id, Name, Scope, Tenant,
            CreatedAt, ExpiresAt, RevokedAt);
    }
}
