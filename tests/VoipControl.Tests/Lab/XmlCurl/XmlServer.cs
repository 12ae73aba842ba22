using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoipControl.Lab.XmlCurl;

namespace VoipControl.Tests.Lab;

/// <summary>A web server on loopback that a switch asks for XML. What it was asked is kept.</summary>
internal sealed class XmlServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private XmlServer(WebApplication app) => _app = app;

    /// <summary>Bodies received so far.</summary>
    public List<string> Bodies { get; } = [];

    /// <summary>Header Authorization of the last request.</summary>
    public string Authorization { get; private set; } = "";

    /// <summary>Headers Content-Type and User-Agent of the last request.</summary>
    public string Sender { get; private set; } = "";

    public XmlCurlBinding Binding => new()
    {
        Url = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/xml"),
    };

    public static Task<XmlServer> AnsweringAsync(string xml, int status = 200) => StartAsync(async context =>
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(xml);
    });

    public static async Task<XmlServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new XmlServer(app);
        app.MapPost("/xml", async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            server.Bodies.Add(await reader.ReadToEndAsync());
            server.Authorization = context.Request.Headers.Authorization.ToString();
            server.Sender = $"{context.Request.ContentType} {context.Request.Headers.UserAgent}";
            await answer(context);
        });
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
