namespace VoipControl.Store.Queries;

/// <summary>A bearer token of the SystemAPI, without its secret.</summary>
/// <param name="Id">Names the token in lists and when it is revoked.</param>
/// <param name="Name">What a person called it.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="Tenant">The only tenant it sees and controls; null for all.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; null never.</param>
/// <param name="RevokedAt">UTC; null while it is good.</param>
public sealed record ApiToken(
    Guid Id, string Name, ApiScope Scope, string? Tenant, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt);
