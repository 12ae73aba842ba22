using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoipControl.Store.MySql;
using VoipControl.Store.Queries;
using VoipControl.Store.Stores;
using VoipControl.Store.Trunks;
using VoipControl.Web.Auth;
using VoipControl.Web.Calls;
using VoipControl.Web.Live;
using VoipControl.Web.Nodes;
using VoipControl.Web.OpenApi;
using VoipControl.Web.Pbx;
using VoipControl.Web.Problems;
using VoipControl.Web.Trunks;

namespace VoipControl.Web;

/// <summary>
/// Role web: the SystemAPI under /api/v1 and its description at /openapi/v1.json. The host adds a
/// <see cref="VoipDatabase"/>, maps health checks (tag `ready`) and exports the meter `VoipControl.Web`.
/// </summary>
public static class WebRole
{
    private const string OrdinaryTimeout = "VoipControl.Ordinary";

    /// <summary>Adds the role's services; settings come from section `Web` (<see cref="WebOptions"/>) and are checked at start.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WebOptions>()
            .Bind(builder.Configuration.GetSection(WebOptions.Section), static o => o.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebOptions>, WebOptionsValidation>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NodeStore>();
        services.TryAddSingleton<CallQueries>();
        services.TryAddSingleton<TrunkQueries>();
        services.TryAddSingleton<TokenStore>();
        services.AddSingleton<WebMetrics>();
        services.AddSingleton<TokenCache>();
        services.AddSingleton<NodeDirectory>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<LiveEndpoint>();
        services.AddSingleton<PbxHttp>();
        services.AddSingleton<PbxClient>();
        services.AddSingleton<CallActions>();
        services.AddHostedService(static s => ActivatorUtilities.CreateInstance<PbxStreamsLoop>(s, new Random()));
        services.ConfigureHttpJsonOptions(static o => ApiJson.Apply(o.SerializerOptions));
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, BearerTokenHandler>(BearerTokenHandler.SchemeName, null);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var scope in Enum.GetValues<ApiScope>())
            authorization.AddPolicy(ScopeRequirement.PolicyName(scope), p => p.AddAuthenticationSchemes(BearerTokenHandler.SchemeName).AddRequirements(new ScopeRequirement(scope)));
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<WebOptions>>(static (timeouts, web) =>
            timeouts.AddPolicy(OrdinaryTimeout, TimeSpan.FromSeconds(web.Value.RequestSeconds)));
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("web-database", tags: ["ready"])
            .AddCheck<PbxStreamsCheck>("web-pbx-streams", tags: ["ready"]);
    }

    /// <summary>Maps the role's routes.</summary>
    public static void Map(WebApplication app)
    {
        // Around routing's own answers (404, 405) and around authentication, for this role's addresses only.
        app.UseWhen(static c => c.Request.Path.StartsWithSegments("/api"), static api => api.UseMiddleware<ProblemResponses>());
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRequestTimeouts();
        app.MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api/v1");
        api.WithRequestTimeout(OrdinaryTimeout);
        var reading = Group(api, ApiScope.Read);
        NodeEndpoints.Map(reading);
        CallEndpoints.MapReading(reading);
        TrunkEndpoints.Map(reading);
        LiveEndpoint.Map(reading);
        CallEndpoints.MapControl(Group(api, ApiScope.Control));
    }

    private static RouteGroupBuilder Group(RouteGroupBuilder api, ApiScope scope) =>
        api.MapGroup("").RequireAuthorization(ScopeRequirement.PolicyName(scope));
}
