using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoipControl.Web.Auth;
using VoipControl.Web.Calls;
using VoipControl.Web.OpenApi;
using VoipControl.Web.Problems;

namespace VoipControl.Web.Live;

/// <summary>GET /api/v1/live: the live feed as server-sent events (WHATWG HTML, section 9.2).</summary>
internal sealed class LiveEndpoint(
    LiveFeed feed, TokenCache tokens, WebMetrics metrics, IOptions<WebOptions> options, TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<LiveEndpoint> logger)
{
    private readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(options.Value.LiveHeartbeatSeconds);
    private readonly TimeSpan _writeLimit = TimeSpan.FromSeconds(options.Value.LiveWriteSeconds);
    private int _clients;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/live", static (HttpContext context, LiveEndpoint live) => live.ServeAsync(context))
            .Named("live", "Live", "Follow all calls live",
                "Server-sent events. First `snapshot` ({\"calls\":[…],\"sources\":[…]}), then each change: `call` (a call's new view; an ended call " +
                "is told once more), `removed` ({\"id\":…}: the call became part of another or ended unseen), `source` (a pbx process was lost: its calls " +
                "are shown as last known; or is back). Every event has an id. Send the last one as `Last-Event-ID` when you reconnect: what you missed is " +
                "sent, or a new `snapshot` when it is no longer kept. `closed` tells why the server ends the stream.")
            .PurposeQuery()
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Problems(400, 401, 403, 503)
            .WithMetadata(new LiveStreamMark())
            .DisableRequestTimeout();

    public async Task ServeAsync(HttpContext context)
    {
        QueryReader.RefuseUnknown(context.Request.Query, ["purpose"]);
        var query = new QueryReader(context.Request.Query);
        var purpose = query.Purpose();
        query.ThrowIfWrong();
        if (Interlocked.Increment(ref _clients) > options.Value.LiveClientLimit)
        {
            Interlocked.Decrement(ref _clients);
            throw ProblemException.TooManyClients(options.Value.LiveClientLimit);
        }
        metrics.LiveClient(1);
        var token = Caller.Token(context);
        var start = feed.Subscribe(token.Tenant, purpose, context.Request.Headers["Last-Event-ID"]);
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted, lifetime.ApplicationStopping, start.Subscription.CutOff);
            var reason = await FollowAsync(context, start, ending.Token);
            if (context.RequestAborted.IsCancellationRequested) return;
            if (reason != Stopping)
            {
                metrics.LiveCutOff(reason);
                Log.LiveCutOff(logger, token.Id, reason);
            }
            await CloseAsync(context, reason);
        }
        finally
        {
            feed.Unsubscribe(start.Subscription);
            start.Subscription.Dispose();
            metrics.LiveClient(-1);
            Interlocked.Decrement(ref _clients);
        }
    }

    private const string Stopping = "the server stops";
    private const string TooSlow = "too slow: changes came faster than they were read";

    /// <summary>Sends until something ends the stream; returns what.</summary>
    private async Task<string> FollowAsync(HttpContext context, LiveStart start, CancellationToken ending)
    {
        var writer = context.Response.BodyWriter;
        string Ended() => lifetime.ApplicationStopping.IsCancellationRequested ? Stopping : TooSlow;
        try
        {
            writer.Write("retry: 2000\n\n"u8);
            if (start.Snapshot is { } snapshot) WriteSnapshot(writer, snapshot, start.Number);
            foreach (var missed in start.Missed) Write(writer, missed);
            if (!await FlushAsync(writer, ending)) return Ended();
            var waiting = start.Subscription.Reader.WaitToReadAsync(ending).AsTask();
            var judged = time.GetTimestamp();
            while (true)
            {
                // Also when changes come so fast that the client is never silent.
                if (time.GetElapsedTime(judged) >= _heartbeat)
                {
                    if (await RefusalAsync(context, ending) is { } refusal) return refusal;
                    judged = time.GetTimestamp();
                }
                try
                {
                    if (!await waiting.WaitAsync(_heartbeat, time, ending)) return TooSlow;
                    for (var sent = 0; sent < 256 && start.Subscription.Reader.TryRead(out var change); sent++) Write(writer, change);
                    waiting = start.Subscription.Reader.WaitToReadAsync(ending).AsTask();
                }
                catch (TimeoutException)
                {
                    writer.Write(": alive\n\n"u8);
                }
                if (!await FlushAsync(writer, ending)) return Ended();
            }
        }
        catch (OperationCanceledException)
        {
            return Ended();
        }
    }

    /// <summary>A stream lasts longer than trust in a token: one that was revoked or has expired ends it.</summary>
    private async Task<string?> RefusalAsync(HttpContext context, CancellationToken ct)
    {
        try
        {
            return (await tokens.CheckAsync(BearerTokenHandler.SecretOf(context.Request.Headers.Authorization)!, ct)).Refusal;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<bool> FlushAsync(PipeWriter writer, CancellationToken ending)
    {
        using var limit = new CancellationTokenSource(_writeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ending, limit.Token);
        try
        {
            await writer.FlushAsync(both.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task CloseAsync(HttpContext context, string reason)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new { reason }, ApiJson.Options);
        context.Response.BodyWriter.Write("event: closed\ndata: "u8);
        context.Response.BodyWriter.Write(data);
        context.Response.BodyWriter.Write("\n\n"u8);
        // Not awaited to the end: whoever does not read cannot hold the server. Kestrel's lowest data rate ends the connection.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await context.Response.BodyWriter.FlushAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void WriteSnapshot(PipeWriter writer, LiveSnapshot snapshot, long number)
    {
        WriteHead(writer, "snapshot", number);
        writer.Write("{\"calls\":["u8);
        for (var i = 0; i < snapshot.Calls.Count; i++)
        {
            if (i > 0) writer.Write(","u8);
            writer.Write(snapshot.Calls[i]);
        }
        writer.Write("],\"sources\":"u8);
        writer.Write(JsonSerializer.SerializeToUtf8Bytes(snapshot.Sources, ApiJson.Options));
        writer.Write("}\n\n"u8);
    }

    private void Write(PipeWriter writer, LiveEvent change)
    {
        WriteHead(writer, change.Kind, change.Number);
        writer.Write(change.Json);
        writer.Write("\n\n"u8);
    }

    private void WriteHead(PipeWriter writer, string kind, long number) =>
        writer.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {feed.IdOf(number)}\nevent: {kind}\ndata: ")));
}
