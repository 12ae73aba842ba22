using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using VoipControl.Store.Queries;

namespace VoipControl.Web.Auth;

/// <summary>Who asks: the token of a request.</summary>
internal static class Caller
{
    private static readonly object Key = new();

    public static ClaimsPrincipal Principal(HttpContext context, ApiToken token, string scheme)
    {
        context.Items[Key] = token;
        return new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, token.Id.ToString()), new Claim(ClaimTypes.Name, token.Name)], scheme));
    }

    /// <summary>The token of an authenticated request.</summary>
    public static ApiToken Token(HttpContext context) => (ApiToken)context.Items[Key]!;

    public static ApiToken? TokenOrNull(HttpContext context) => (ApiToken?)context.Items[Key];

    /// <summary>May the token see calls of this tenant?</summary>
    public static bool Sees(this ApiToken token, string tenant) => token.Tenant is null || token.Tenant == tenant;
}
