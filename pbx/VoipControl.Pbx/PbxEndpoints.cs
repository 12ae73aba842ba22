using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Pbx.Calls;

namespace VoipControl.Pbx;

/// <summary>
/// What the pbx role offers to VoipControl's other processes, never to the world: commands and the live stream, behind a
/// shared secret in header <see cref="SecretHeader"/>.
/// </summary>
internal static class PbxEndpoints
{
    public const string SecretHeader = "X-VoipControl-Secret";

    private const int MaxBodyBytes = 64 * 1024;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Read with the first request: when routes are mapped the settings have not been checked yet.
        var secret = new Lazy<byte[]>(() => SHA256.HashData(Encoding.UTF8.GetBytes(routes.ServiceProvider.GetRequiredService<PbxOptions>().Secret)));
        var group = routes.MapGroup("/internal/v1").ExcludeFromDescription().AddEndpointFilter(async (context, next) =>
        {
            var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers[SecretHeader].ToString()));
            return CryptographicOperations.FixedTimeEquals(given, secret.Value) ? await next(context) : Results.Problem("The shared secret is missing or wrong.", statusCode: 401);
        });
        group.MapPost("/calls", OriginateAsync);
        group.MapPost("/calls/{id:guid}/command", CommandAsync);
        group.MapGet("/live", LiveAsync);
    }

    private static async Task<IResult> OriginateAsync(HttpContext http, CallCommands commands, IHostApplicationLifetime life)
    {
        try
        {
            var order = await ReadAsync(http, CommandJson.Default.OriginateCall);
            return Results.Json(await commands.OriginateAsync(order, life.ApplicationStopping), CommandJson.Default.OriginatedCall, statusCode: 202);
        }
        catch (CommandException e)
        {
            return Results.Problem(e.Message, statusCode: e.Status);
        }
    }

    private static async Task<IResult> CommandAsync(Guid id, HttpContext http, CallCommands commands)
    {
        try
        {
            var command = await ReadAsync(http, CommandJson.Default.CallCommand);
            return Results.Json(await commands.RunAsync(new CallId(id), command, http.RequestAborted), CommandJson.Default.CommandResult);
        }
        catch (CommandException e)
        {
            return Results.Problem(e.Message, statusCode: e.Status);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpContext http, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        // The server counts while it reads, so a body that does not tell its length is held to the limit too.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxBodyBytes;
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted) ?? throw new CommandException(400, "The body is null.");
        }
        catch (BadHttpRequestException e)
        {
            throw new CommandException(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"The body is longer than {MaxBodyBytes} bytes." : e.Message, e);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new CommandException(400, "The body cannot be read: " + e.Message, e);
        }
    }

    /// <summary>Newline-delimited <see cref="LiveMessage"/>s until the reader goes or falls too far behind.</summary>
    private static async Task LiveAsync(HttpContext http, CallTracker tracker, TimeProvider time, IHostApplicationLifetime life)
    {
        http.Response.ContentType = "application/x-ndjson";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        using var subscription = tracker.Subscribe();
        try
        {
            foreach (var call in subscription.Snapshot) await WriteAsync(http, new LiveMessage { Call = call });
            await WriteAsync(http, new LiveMessage { SnapshotComplete = true });
            await http.Response.Body.FlushAsync(ended.Token);
            while (true)
            {
                var more = subscription.Changes.WaitToReadAsync(ended.Token).AsTask();
                while (await Task.WhenAny(more, Task.Delay(KeepAlive, time, ended.Token)) != more)
                {
                    await http.Response.Body.WriteAsync("\n"u8.ToArray(), ended.Token);
                    await http.Response.Body.FlushAsync(ended.Token);
                }
                if (!await more) return;
                while (subscription.Changes.TryRead(out var message)) await WriteAsync(http, message);
                await http.Response.Body.FlushAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader went, or we stop.
        }
        catch (InvalidOperationException)
        {
            // The reader fell behind and was cut off: the stream just ends, and a reader asks again.
            http.Abort();
        }
    }

    private static async Task WriteAsync(HttpContext http, LiveMessage message)
    {
        await JsonSerializer.SerializeAsync(http.Response.Body, message, CommandJson.Default.LiveMessage, http.RequestAborted);
        await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
    }
}
