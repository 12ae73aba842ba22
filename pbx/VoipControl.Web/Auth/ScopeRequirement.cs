using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using VoipControl.Store.Queries;

namespace VoipControl.Web.Auth;

/// <summary>A route needs a token of at least this scope.</summary>
internal sealed class ScopeRequirement(ApiScope scope) : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    private const string PolicyPrefix = "VoipControl.";

    public ApiScope Scope { get; } = scope;

    public static string PolicyName(ApiScope scope) => PolicyPrefix + scope;

    /// <summary>The scope a route's policy asks for, in the words of the API.</summary>
    public static string ScopeOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAuthorizeData>()?.Policy is { } policy ? ScopeOfPolicy(policy) : "read";

    public static string ScopeOfPolicy(string policy) => policy.Replace(PolicyPrefix, "", StringComparison.Ordinal).ToLowerInvariant();

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.Resource is HttpContext http && Caller.TokenOrNull(http) is { } token && token.Scope >= requirement.Scope) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
