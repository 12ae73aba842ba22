using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using VoipControl.Store.Queries;
using VoipControl.Web.Auth;
using VoipControl.Web.Calls;
using VoipControl.Web.OpenApi;

namespace VoipControl.Web.Nodes;

internal static class NodeEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/nodes", ListAsync)
            .Named("listNodes", "Nodes", "List the nodes", "All switches with their state, as their pbx processes last wrote it.")
            .Problems(401, 403, 503);

    private static async Task<Ok<ItemList<NodeView>>> ListAsync(HttpContext context, NodeDirectory nodes, TimeProvider time)
    {
        QueryReader.RefuseUnknown(context.Request.Query, []);
        var withAddresses = Caller.Token(context) is { Scope: ApiScope.Admin, Tenant: null };
        var rows = await nodes.RefreshAsync(context.RequestAborted);
        return TypedResults.Ok(new ItemList<NodeView>([.. rows.Select(r => NodeView.Of(r, withAddresses, time.GetUtcNow().UtcDateTime))]));
    }
}
