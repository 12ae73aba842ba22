using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using VoipControl.Store.Queries;
using VoipControl.Store.Trunks;
using VoipControl.Web.Auth;
using VoipControl.Web.Calls;
using VoipControl.Web.OpenApi;
using VoipControl.Web.Problems;

namespace VoipControl.Web.Trunks;

/// <summary>The routes of trunks and canaries. A token that is bound to a tenant sees that tenant's alone.</summary>
internal static class TrunkEndpoints
{
    private static readonly string[] PageParameters = ["limit", "cursor"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/trunks", ListAsync)
            .Named("listTrunks", "Trunks", "List trunks", "Trunks, gateways, nodes by SIP and the virtual address, as each host with role sip sees them.")
            .Problems(400, 401, 403, 503);
        api.MapGet("/trunks/{name}", FindAsync)
            .Named("getTrunk", "Trunks", "One trunk", "The trunk with its state changes, newest first. Page with `cursor`.")
            .Page()
            .Problems(400, 401, 403, 404, 503);
        api.MapGet("/canaries", ListCanariesAsync)
            .Named("listCanaries", "Trunks", "List canaries", "Each canary with its last result, the alarms that stand and the last day's success ratio.")
            .Problems(400, 401, 403, 503);
        api.MapGet("/canaries/{name}", FindCanaryAsync)
            .Named("getCanary", "Trunks", "One canary", "The canary with its results, newest first. Page with `cursor`.")
            .Page()
            .Problems(400, 401, 403, 404, 503);
    }

    private static RouteHandlerBuilder Page(this RouteHandlerBuilder route) => route
        .Query("limit", "Most items of the page; 50 when absent.", format: "int32", example: "50", max: 500)
        .Query("cursor", "The `next` of the page before.");

    private static async Task<Ok<ItemList<TrunkView>>> ListAsync(HttpContext context, TrunkQueries queries, TimeProvider time)
    {
        QueryReader.RefuseUnknown(context.Request.Query, []);
        var token = Caller.Token(context);
        return TypedResults.Ok(new ItemList<TrunkView>(ViewsOf(await queries.ListTargetsAsync(token.Tenant, null, context.RequestAborted), token, time)));
    }

    private static async Task<Ok<TrunkDetail>> FindAsync(HttpContext context, string name, TrunkQueries queries, IOptions<WebOptions> options, TimeProvider time)
    {
        var (limit, after, key) = ReadPage(context, "trunk", name, options.Value);
        var token = Caller.Token(context);
        var trunk = ViewsOf(await queries.ListTargetsAsync(token.Tenant, name, context.RequestAborted), token, time).SingleOrDefault()
            ?? throw ProblemException.NoSuchTarget("trunk", name);
        var page = await queries.ListChangesAsync(name, after, limit, context.RequestAborted);
        return TypedResults.Ok(new TrunkDetail(trunk, [.. page.Items.Select(TrunkChangeView.Of)], page.Next is { } next ? Cursor.Write(next, key) : null));
    }

    private static async Task<Ok<ItemList<CanaryView>>> ListCanariesAsync(HttpContext context, TrunkQueries queries, TimeProvider time)
    {
        QueryReader.RefuseUnknown(context.Request.Query, []);
        return TypedResults.Ok(new ItemList<CanaryView>(await CanariesAsync(context, null, queries, time)));
    }

    private static async Task<Ok<CanaryDetail>> FindCanaryAsync(HttpContext context, string name, TrunkQueries queries, IOptions<WebOptions> options, TimeProvider time)
    {
        var (limit, after, key) = ReadPage(context, "canary", name, options.Value);
        var canaries = await CanariesAsync(context, name, queries, time);
        if (canaries.Count == 0) throw ProblemException.NoSuchTarget("canary", name);
        var page = await queries.ListResultsAsync(name, after, limit, context.RequestAborted);
        return TypedResults.Ok(new CanaryDetail(canaries, [.. page.Items.Select(CanaryResultView.Of)], page.Next is { } next ? Cursor.Write(next, key) : null));
    }

    private static async Task<IReadOnlyList<CanaryView>> CanariesAsync(HttpContext context, string? name, TrunkQueries queries, TimeProvider time)
    {
        var token = Caller.Token(context);
        var now = time.GetUtcNow().UtcDateTime;
        return [.. (await queries.ListCanariesAsync(token.Tenant, name, now.AddDays(-1), context.RequestAborted)).Select(c => CanaryView.Of(c, SeesAddresses(token), now))];
    }

    private static IReadOnlyList<TrunkView> ViewsOf(IReadOnlyList<TargetRow> rows, ApiToken token, TimeProvider time) =>
    [
        .. rows.GroupBy(static r => r.Target, StringComparer.Ordinal).Select(group => new TrunkView
        {
            Name = group.Key,
            Kind = group.First().Kind,
            Tenant = group.First().Tenant,
            Observers = [.. group.Select(r => TrunkSight.Of(r, SeesAddresses(token), time.GetUtcNow().UtcDateTime))],
        }),
    ];

    private static bool SeesAddresses(ApiToken token) => token is { Scope: ApiScope.Admin, Tenant: null };

    private static (int Limit, PagePosition? After, string Key) ReadPage(HttpContext context, string list, string name, WebOptions options)
    {
        // A name that cannot be one is looked up by nobody.
        if (name.Length > 64) throw ProblemException.NoSuchTarget(list, name[..64]);
        QueryReader.RefuseUnknown(context.Request.Query, PageParameters);
        var reader = new QueryReader(context.Request.Query);
        var limit = reader.Number("limit", 1, options.MaxPageSize) ?? options.DefaultPageSize;
        var key = $"{list} {name}";
        PagePosition? after = null;
        if (reader.Text("cursor") is { } cursor)
        {
            if (Cursor.TryRead(cursor, key, out var position)) after = position;
            else reader.Wrong("cursor", "It is not the `next` of a page of this list.");
        }
        reader.ThrowIfWrong();
        return (limit, after, key);
    }
}
