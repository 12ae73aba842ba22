using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VoipControl.Core.Calls;
using VoipControl.Web.Problems;

namespace VoipControl.Web.OpenApi;

/// <summary>How routes describe themselves to the OpenAPI document.</summary>
internal static class RouteDescriptions
{
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string name, string tag, string summary, string description) =>
        route.WithName(name).WithTags(tag).WithSummary(summary).WithDescription(description);

    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<Problem>(status, ProblemKinds.ContentType);
        return route;
    }

    /// <summary>Not Accepts(): that one also makes routing answer 415 by itself, without a problem document.</summary>
    public static RouteHandlerBuilder Body<T>(this RouteHandlerBuilder route, bool isRequired) => route.WithMetadata(new BodyContent(typeof(T), isRequired));

    public static RouteHandlerBuilder Query(
        this RouteHandlerBuilder route, string name, string description, string[]? values = null, string? format = null, string? example = null, int? max = null) =>
        route.WithMetadata(new QueryParameter(name, description, values, format, example, max));

    public static RouteHandlerBuilder PurposeQuery(this RouteHandlerBuilder route) => route.Query(
        "purpose", "Customers' calls when absent; or test calls (canary calls of role sip, probe calls), or all.", ["customer", "canary", "probe", "all"]);

    /// <summary>The filters and paging that all lists of calls have.</summary>
    public static RouteHandlerBuilder ListQuery(this RouteHandlerBuilder route, string time) => route
        .Query("number", "Caller or callee number, exact; or its beginning and a `*`.", example: "+4930*")
        .Query("tenant", "Tenant. A token bound to a tenant sees only that one.", example: "default")
        .PurposeQuery()
        .Query("node", "Node that carries or carried the call.", example: "fs1")
        .Query("direction", "Which way it runs, seen from the switch.", Enum.GetNames<Direction>())
        .Query("from", string.Create(CultureInfo.InvariantCulture, $"Earliest {time}, inclusive. Without an offset it is UTC."), format: "date-time", example: "2026-11-20T00:00:00Z")
        .Query("to", string.Create(CultureInfo.InvariantCulture, $"Latest {time}, exclusive."), format: "date-time", example: "2026-11-21T00:00:00Z")
        .Query("limit", "Most items of the page; 50 when absent.", format: "int32", example: "50", max: 500)
        .Query("cursor", "The `next` of the page before, with the same filters.");
}
