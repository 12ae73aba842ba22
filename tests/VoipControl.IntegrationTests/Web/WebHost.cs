using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using VoipControl.Store.MySql;
using VoipControl.Store.Queries;
using VoipControl.Store.Stores;
using VoipControl.Testing;
using VoipControl.Web;

namespace VoipControl.IntegrationTests.Web;

/// <summary>Role web in this process, on a real MariaDB and a port of its own.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    public const string Secret = "secret-of-these-tests";

    private readonly WebApplication _app;

    private WebHost(WebApplication app, VoipDatabase database)
    {
        _app = app;
        Database = database;
        Tokens = new TokenStore(database, TimeProvider.System);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public VoipDatabase Database { get; }

    public TokenStore Tokens { get; }

    public HttpClient Client { get; }

    /// <summary>A token that may see and do everything.</summary>
    public string Token { get; private set; } = "";

    public static async Task<WebHost> StartAsync(VoipDatabase? database = null, params (string Key, string Value)[] settings)
    {
        if (database is null)
        {
            var (created, whyAbsent) = await MariaDbDatabase.TryCreateAsync();
            if (created is null) Assert.Ignore(whyAbsent!);
            database = created!;
        }
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Web:PbxSecret"] = Secret, ["Web:NodesRefreshSeconds"] = "1" });
        builder.Configuration.AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Services.AddSingleton(database);
        WebRole.Add(builder);
        var app = builder.Build();
        WebRole.Map(app);
        app.MapHealthChecks("/health/ready");
        await app.StartAsync();
        var host = new WebHost(app, database);
        host.Token = await host.CreateTokenAsync(ApiScope.Admin);
        return host;
    }

    public async Task<string> CreateTokenAsync(ApiScope scope, string? tenant = null) =>
        (await Tokens.CreateAsync($"test {scope}", scope, tenant)).Secret;

    public async Task AddNodeAsync(string name, string pbxUrl) => await new NodeStore(Database).SaveAsync(new NodeRow
    {
        Name = name,
        State = "Connected",
        EventSocket = "127.0.0.1:8021",
        PbxUrl = pbxUrl,
        UpdatedAt = TimeProvider.System.GetUtcNow().UtcDateTime,
    }, CancellationToken.None);

    /// <summary>Sends a request; the token is the all-seeing one when null, none when empty.</summary>
    public async Task<Reply> SendAsync(string method, string path, string? body = null, string? token = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token != "") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, contentType);
        return await Reply.ReadAsync(await Client.SendAsync(request));
    }

    public Task<Reply> GetAsync(string path, string? token = null) => SendAsync("GET", path, null, token);

    /// <summary>Asks again until it is so, at most 20 seconds.</summary>
    public static async Task EventuallyAsync(string what, Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await isSo())
        {
            if (limit.IsCancellationRequested) Assert.Fail($"It never came that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }
}
