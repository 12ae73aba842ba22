using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoipControl.Store.MySql;
using VoipControl.Web.Problems;

namespace VoipControl.Web.Auth;

/// <summary>Bearer tokens as RFC 6750 has them: in the header Authorization only, so that none ends in a log of addresses.</summary>
internal sealed class BearerTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenCache tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "VoipControlToken";

    private const string Realm = "Bearer realm=\"voipcontrol\"";

    private bool _databaseAway;
    private string? _refusal;

    /// <summary>The secret in the header; null when there is none.</summary>
    public static string? SecretOf(string? authorization) =>
        authorization is not null && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0) return AuthenticateResult.NoResult();
        if (Request.Headers.Authorization.Count > 1 || SecretOf(Request.Headers.Authorization) is not { } secret)
        {
            _refusal = "The header Authorization must be 'Bearer' and a token.";
            return AuthenticateResult.Fail(_refusal);
        }
        try
        {
            var check = await tokens.CheckAsync(secret, Context.RequestAborted);
            if (check.Token is { } token)
                return AuthenticateResult.Success(new AuthenticationTicket(Caller.Principal(Context, token, Scheme.Name), Scheme.Name));
            _refusal = check.Refusal!;
        }
        catch (Exception e) when (VoipDatabase.IsUnavailable(e))
        {
            Log.DatabaseAway(Logger, Request.Method, Request.Path, e.Message);
            _databaseAway = true;
            _refusal = "The database is away.";
        }
        return AuthenticateResult.Fail(_refusal);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!_databaseAway) await HandleAuthenticateOnceSafeAsync();
        if (_databaseAway)
        {
            await ProblemKinds.WriteAsync(Context, ProblemKinds.DatabaseAway(), 5);
            return;
        }
        Response.Headers.WWWAuthenticate = _refusal is null ? Realm : $"{Realm}, error=\"invalid_token\", error_description=\"{_refusal}\"";
        await ProblemKinds.WriteAsync(Context, ProblemKinds.Of(401, "unauthorized", "A valid token is needed",
            _refusal ?? "Send the header 'Authorization: Bearer TOKEN'. `voipcontrol token create` makes one."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = ScopeRequirement.ScopeOf(Context.GetEndpoint());
        Response.Headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\", scope=\"{scope}\"";
        return ProblemKinds.WriteAsync(Context, ProblemKinds.Of(403, "insufficient-scope", "The token may not do this",
            $"This needs a token of scope '{scope}'; this one has '{Caller.Token(Context).Scope.ToString().ToLowerInvariant()}'."));
    }
}
