using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;

namespace VoipControl.IntegrationTests.Web;

/// <summary>A scripted pbx process: answers commands as told and streams the live messages it is given.</summary>
internal sealed class FakePbx : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, Channel<string>> _streams = new();
    private readonly ConcurrentDictionary<CallId, CallView> _calls = new();
    private readonly WebApplication _app;

    private FakePbx(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>What a command is answered with; by default that it was done.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = static context => context.Response.WriteAsJsonAsync(
        new CommandResult("+OK"), CommandJson.Default.CommandResult);

    /// <summary>Path, secret and body of each command, in order.</summary>
    public ConcurrentQueue<(string Path, string? Secret, string Body)> Commands { get; } = [];

    public int OpenStreams => _streams.Count;

    public static async Task<FakePbx> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var pbx = new FakePbx(builder.Build());
        pbx._app.Run(pbx.ServeAsync);
        await pbx._app.StartAsync();
        pbx.Url = pbx._app.Urls.First();
        return pbx;
    }

    public void Push(CallView call)
    {
        if (call.State == CallState.Ended) _calls.TryRemove(call.Id, out _);
        else _calls[call.Id] = call;
        Send(new LiveMessage { Call = call });
    }

    public void Remove(CallId id)
    {
        _calls.TryRemove(id, out _);
        Send(new LiveMessage { Removed = id });
    }

    /// <summary>The call is over, and nobody hears of it.</summary>
    public void ForgetSilently(CallId id) => _calls.TryRemove(id, out _);

    public void SendRaw(string line)
    {
        foreach (var stream in _streams.Values) stream.Writer.TryWrite(line);
    }

    public void DropStreams()
    {
        foreach (var stream in _streams.Values) stream.Writer.TryComplete();
    }

    public static Task ProblemAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { title = "t", status, detail }, options: null, "application/problem+json");
    }

    public async ValueTask DisposeAsync()
    {
        DropStreams();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private void Send(LiveMessage message) => SendRaw(JsonSerializer.Serialize(message, CommandJson.Default.LiveMessage));

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == "/internal/v1/live")
        {
            await StreamAsync(context);
            return;
        }
        using var reader = new StreamReader(context.Request.Body);
        Commands.Enqueue((context.Request.Path, context.Request.Headers["X-VoipControl-Secret"], await reader.ReadToEndAsync()));
        await Answer(context);
    }

    private async Task StreamAsync(HttpContext context)
    {
        var lines = Channel.CreateUnbounded<string>();
        var id = Guid.NewGuid();
        _streams[id] = lines;
        try
        {
            foreach (var call in _calls.Values)
                lines.Writer.TryWrite(JsonSerializer.Serialize(new LiveMessage { Call = call }, CommandJson.Default.LiveMessage));
            lines.Writer.TryWrite(JsonSerializer.Serialize(new LiveMessage { SnapshotComplete = true }, CommandJson.Default.LiveMessage));
            await foreach (var line in lines.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(line + "\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            _streams.TryRemove(id, out _);
        }
    }
}
