using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using VoipControl.Store.MySql;
using VoipControl.Web.Live;

namespace VoipControl.Web.Problems;

/// <summary>Around every request of the SystemAPI: each failure becomes a problem document, each request is counted.</summary>
internal sealed class ProblemResponses(RequestDelegate next, WebMetrics metrics, TimeProvider time, ILogger<ProblemResponses> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentType is null && context.Response.ContentLength is null)
                await ProblemKinds.WriteAsync(context, ProblemKinds.OfStatus(context.Response.StatusCode, context.Request));
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            // The client has gone, or has half an answer: only the end of the connection can tell it more.
            if (!context.RequestAborted.IsCancellationRequested) Log.RequestFailed(logger, e, context.Request.Method, Route(context));
            context.Abort();
        }
        catch (ProblemException e)
        {
            await ProblemKinds.WriteAsync(context, e.Problem, e.RetryAfterSeconds);
        }
        catch (BadHttpRequestException e)
        {
            await ProblemKinds.WriteAsync(context, ProblemKinds.OfStatus(e.StatusCode, context.Request));
        }
        catch (Exception e) when (VoipDatabase.IsUnavailable(e))
        {
            Log.DatabaseAway(logger, context.Request.Method, Route(context), e.Message);
            await ProblemKinds.WriteAsync(context, ProblemKinds.DatabaseAway(), 5);
        }
        catch (Exception e)
        {
            Log.RequestFailed(logger, e, context.Request.Method, Route(context));
            await ProblemKinds.WriteAsync(context, ProblemKinds.OfStatus(500, context.Request));
        }
        finally
        {
            metrics.Request(Route(context), Method(context.Request.Method), context.Response.StatusCode, time.GetElapsedTime(began),
                context.GetEndpoint()?.Metadata.GetMetadata<LiveStreamMark>() is not null);
        }
    }

    /// <summary>The pattern and not the path: a metric must not grow a series with each call id.</summary>
    private static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";

    private static string Method(string method) => method is "GET" or "POST" or "DELETE" or "HEAD" or "PUT" or "PATCH" or "OPTIONS" ? method : "other";
}
