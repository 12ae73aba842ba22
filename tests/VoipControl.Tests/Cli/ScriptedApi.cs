using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VoipControl.Tests.Cli;

/// <summary>A loopback HTTP server that answers as a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    public const string SampleId = "5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Asked> _asked = new();

    private ScriptedApi(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public IReadOnlyList<Asked> Requests => [.. _asked];

    /// <summary>Always the same answer.</summary>
    public static Task<ScriptedApi> StartAsync(string json, int status = 200) => StartAsync(_ => new Answer(json, status));

    public static async Task<ScriptedApi> StartAsync(Func<Asked, Answer> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var api = new ScriptedApi(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var asked = new Asked(context.Request.Method, context.Request.Path + context.Request.QueryString, await reader.ReadToEndAsync(), context.Request.Headers.Authorization.ToString());
            api._asked.Enqueue(asked);
            var (json, status) = answer(asked);
            context.Response.StatusCode = status;
            context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
            await context.Response.WriteAsync(json);
        });
        await app.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A call as the API writes it.</summary>
    public static string Call(string state = "Talking", string caller = "+996555000001", string? name = null, string more = "") =>
        $$"""
        {"id":"{{SampleId}}","tenant":"acme","node":"a","state":"{{state}}","direction":"Inbound","caller":{"number":"{{caller}}","name":"{{name}}"},
        "callee":{"number":"1001"},"startedAt":"2026-01-01T00:00:00Z",{{more}}"talkSeconds":192.5,"waitSeconds":4,"holdSeconds":0,
        "legs":[{"id":"{{SampleId}}","node":"a","state":"Bridged","createdAt":"2026-01-01T00:00:00Z","bridges":[{"from":"2026-01-01T00:00:04Z"}]}],"holds":[{"leg":"{{SampleId}}","from":"2026-01-01T00:01:00Z"}],"transfers":[],"recordings":[],"relatedLegs":[]}
        """;

    public static string Ended(string outcome = "Answered") =>
        Call("Ended", more: $"\"endedAt\":\"2026-01-01T00:03:16Z\",\"outcome\":\"{outcome}\",\"cause\":\"NORMAL_CLEARING\",\"endedBy\":\"Caller\",");

    public static string Page(params string[] items) => $$"""{"items":[{{string.Join(',', items)}}]}""";

    public static string Story(string call, params string[] texts) =>
        $$"""{"call":{{call}},"timeline":[{{string.Join(',', texts.Select(static (t, i) => $$"""{"at":"2026-01-01T00:00:0{{i}}Z","kind":"Ringing","leg":"{{SampleId}}","node":"a","text":"{{t}}"}"""))}}],"timelineCut":false}""";

    internal sealed record Asked(string Method, string Path, string Body, string Authorization);

    internal sealed record Answer(string Json, int Status = 200);
}
