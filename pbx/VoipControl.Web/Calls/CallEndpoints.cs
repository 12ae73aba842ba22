using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Store.Queries;
using VoipControl.Web.Auth;
using VoipControl.Web.OpenApi;

namespace VoipControl.Web.Calls;

/// <summary>The routes of calls and records.</summary>
internal static class CallEndpoints
{
    public static void MapReading(RouteGroupBuilder api)
    {
        api.MapGet("/calls", ListAsync)
            .Named("listCalls", "Calls", "List calls", "Calls going on and ended ones, newest start first. Page with `cursor`.")
            .Query("state", "`live`, `ended`, or one state.", ["live", "ended", .. Enum.GetNames<CallState>()])
            .ListQuery("start of the call")
            .Problems(400, 401, 403, 503);
        api.MapGet("/calls/{id}", FindAsync)
            .Named("getCall", "Calls", "One call", "The call with its legs, and its timeline. A call just placed may be unknown for a moment, until its first event.")
            .Problems(400, 401, 403, 404, 503);
        api.MapGet("/records", ListRecordsAsync)
            .Named("listRecords", "Records", "List call detail records", "One record for each call that is over, newest end first. Page with `cursor`.")
            .Query("outcome", "How the call ended.", Enum.GetNames<Outcome>())
            .ListQuery("end of the call")
            .Problems(400, 401, 403, 503);
    }

    public static void MapControl(RouteGroupBuilder api)
    {
        api.MapPost("/calls", OriginateAsync)
            .Named("placeCall", "Control", "Place a call", "Click to call: dials `from`, and when that party has answered, `to`. Answers at once; the rest is told by events.")
            .Body<OriginateCall>(isRequired: true)
            .Problems(400, 401, 403, 409, 413, 415, 502, 503, 504);
        api.MapDelete("/calls/{id}", HangUpAsync)
            .Named("hangUp", "Control", "End a call", "Hangs up every leg.")
            .Query("cause", "Hang-up cause for the record; NORMAL_CLEARING when absent.", example: "NORMAL_CLEARING")
            .Problems(400, 401, 403, 404, 409, 502, 503, 504);
        Action<HoldCall>(api, "hold", "Hold", "Puts the other party on hold.", isBodyRequired: false);
        Action<UnholdCall>(api, "unhold", "End a hold", "Ends the hold.", isBodyRequired: false);
        Action<TransferCall>(api, "transfer", "Transfer", "Hands a party on, blind; the other party is let go.", isBodyRequired: true);
        Action<ParkCall>(api, "park", "Park", "Lets a party wait in park.", isBodyRequired: false);
        Action<SendDtmf>(api, "dtmf", "Send digits", "Sends DTMF digits to a party.", isBodyRequired: true);
        Action<RecordCall>(api, "record", "Record", "Starts, stops, masks or unmasks a recording.", isBodyRequired: true);
    }

    private static void Action<T>(RouteGroupBuilder api, string verb, string summary, string description, bool isBodyRequired) where T : CallCommand =>
        api.MapPost($"/calls/{{id}}/{verb}", static async Task<Ok<CommandResult>> (HttpContext context, string id, CallActions actions) =>
            {
                QueryReader.RefuseUnknown(context.Request.Query, []);
                return TypedResults.Ok(await actions.RunAsync(context, id, await RequestBody.ReadAsync<T>(context)));
            })
            .Named(verb + "Call", "Control", summary, description + " Answers with the switch's own words; the effect arrives as events.")
            .Body<T>(isBodyRequired)
            .Problems(400, 401, 403, 404, 409, 413, 415, 502, 503, 504);

    private static async Task<Ok<ItemPage<CallView>>> ListAsync(HttpContext context, CallQueries calls, IOptions<WebOptions> options)
    {
        var request = ListRequest.Calls(context.Request.Query, Caller.Token(context), options.Value);
        var page = await calls.ListCallsAsync(request.Filter, request.After, request.Limit, context.RequestAborted);
        return TypedResults.Ok(new ItemPage<CallView>(page.Items, page.Next is { } next ? Cursor.Write(next, request.Key) : null));
    }

    private static async Task<Ok<CallDetail>> FindAsync(HttpContext context, string id, CallActions actions, CallQueries calls, IOptions<WebOptions> options)
    {
        QueryReader.RefuseUnknown(context.Request.Query, []);
        var call = await actions.FindAsync(id, Caller.Token(context), context.RequestAborted);
        var limit = options.Value.TimelineLimit;
        var facts = await calls.ListFactsAsync(call.Id, limit + 1, context.RequestAborted);
        return TypedResults.Ok(new CallDetail(call, [.. facts.Take(limit).Select(TimelineEntry.Of)], facts.Count > limit));
    }

    private static async Task<Ok<ItemPage<CallRecord>>> ListRecordsAsync(HttpContext context, CallQueries calls, IOptions<WebOptions> options)
    {
        var request = ListRequest.Records(context.Request.Query, Caller.Token(context), options.Value);
        var page = await calls.ListRecordsAsync(request.Filter, request.After, request.Limit, context.RequestAborted);
        return TypedResults.Ok(new ItemPage<CallRecord>(page.Items, page.Next is { } next ? Cursor.Write(next, request.Key) : null));
    }

    private static async Task<Accepted<OriginatedCall>> OriginateAsync(HttpContext context, CallActions actions)
    {
        QueryReader.RefuseUnknown(context.Request.Query, []);
        var call = await actions.OriginateAsync(context, await RequestBody.ReadAsync<OriginateCall>(context));
        return TypedResults.Accepted($"/api/v1/calls/{call.Id}", call);
    }

    private static async Task<Ok<CommandResult>> HangUpAsync(HttpContext context, string id, CallActions actions)
    {
        QueryReader.RefuseUnknown(context.Request.Query, ["cause"]);
        var reader = new QueryReader(context.Request.Query);
        var cause = reader.Text("cause", 64);
        reader.ThrowIfWrong();
        return TypedResults.Ok(await actions.RunAsync(context, id, new HangUpCall(cause)));
    }
}
