using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoipControl.Store.MySql;
using VoipControl.Store.Queries;

namespace VoipControl.Web.Auth;

/// <summary>
/// Checks tokens. One that was looked up a few seconds ago is not looked up again, and one looked up within a minute
/// still works while the database is away; after that nobody is let in on old knowledge.
/// </summary>
internal sealed class TokenCache
{
    /// <summary>More tokens than any installation has; a flood of them cannot come in, only known ones are kept.</summary>
    private const int Limit = 4_096;

    private readonly TokenStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _fresh;
    private readonly TimeSpan _grace;
    private readonly ILogger<TokenCache> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ApiToken Token, long SeenAt)> _tokens = new(StringComparer.Ordinal);

    public TokenCache(TokenStore store, IOptions<WebOptions> options, TimeProvider time, ILogger<TokenCache> logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _fresh = TimeSpan.FromSeconds(options.Value.TokenRecheckSeconds);
        _grace = TimeSpan.FromSeconds(options.Value.TokenGraceSeconds);
    }

    /// <summary>Checks a secret. Throws the database's error when it is away and memory cannot help.</summary>
    public async Task<TokenCheck> CheckAsync(string secret, CancellationToken ct)
    {
        if (!TokenSecret.TryHash(secret, out var hash)) return new TokenCheck(null, "The token is malformed.");
        var key = Convert.ToHexString(hash);
        (ApiToken Token, long SeenAt) known;
        bool isKnown;
        lock (_lock) isKnown = _tokens.TryGetValue(key, out known);
        if (isKnown && _time.GetElapsedTime(known.SeenAt) < _fresh) return Judge(known.Token);
        var asked = _time.GetTimestamp();
        ApiToken? token;
        try
        {
            token = await _store.FindByHashAsync(hash, ct);
        }
        catch (Exception e) when (isKnown && VoipDatabase.IsUnavailable(e) && _time.GetElapsedTime(known.SeenAt) < _grace)
        {
            Log.TokensFromMemory(_logger, e.Message);
            return Judge(known.Token);
        }
        lock (_lock)
        {
            if (token is null)
            {
                _tokens.Remove(key);
            }
            else
            {
                if (_tokens.Count >= Limit && !_tokens.ContainsKey(key)) _tokens.Remove(_tokens.MinBy(static t => t.Value.SeenAt).Key);
                _tokens[key] = (token, asked);
            }
        }
        return token is null ? new TokenCheck(null, "The token is not known.") : Judge(token);
    }

    private TokenCheck Judge(ApiToken token)
    {
        if (token.RevokedAt is not null) return new TokenCheck(null, "The token was revoked.");
        return token.ExpiresAt <= _time.GetUtcNow().UtcDateTime ? new TokenCheck(null, "The token has expired.") : new TokenCheck(token, null);
    }
}
