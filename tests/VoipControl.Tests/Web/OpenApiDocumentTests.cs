using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using VoipControl.Store.MySql;
using VoipControl.Web;

namespace VoipControl.Tests.Web;

public sealed class OpenApiDocumentTests
{
    private const string Update = "VOIPCONTROL_UPDATE_OPENAPI";

    [Test]
    public async Task The_served_document_is_the_committed_one()
    {
        var served = (await ServedAsync()).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Path.Combine(Root(), "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable(Update) == "1") await File.WriteAllTextAsync(path, served);
        var committed = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        Assert.That(served, Is.EqualTo(committed),
            $"The API changed. Look at the difference; if it is meant, run this test with {Update}=1, commit docs/openapi.json and tell of it in CHANGELOG.md.");
    }

    [Test]
    public async Task Several_roles_web_live_in_one_process()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        Assert.That(first.Urls.First(), Is.Not.EqualTo(second.Urls.First()));
    }

    [Test]
    public async Task A_wrong_setting_stops_the_start_and_is_named()
    {
        var error = await ErrorOfStartAsync(("Web:PbxSecret", "short"), ("Web:LiveRingSize", "0"));
        Assert.That(error, Does.Contain("Web:PbxSecret").And.Contains("Web:LiveRingSize is 0; it must be 1 to 1000000.").And.Not.Contains("short"));
    }

    [Test]
    public async Task A_setting_that_is_not_known_stops_the_start_and_is_named() =>
        Assert.That(await ErrorOfStartAsync(("Web:LiveRingSiez", "7")), Does.Contain("LiveRingSiez"));

    private static async Task<string> ErrorOfStartAsync(params (string, string)[] settings)
    {
        try
        {
            await using var app = await StartAsync(settings);
            return "It started.";
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
        {
            return e.Message;
        }
    }

    private static async Task<string> ServedAsync()
    {
        await using var app = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        return await client.GetStringAsync("/openapi/v1.json");
    }

    private static async Task<WebApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Web:PbxSecret"] = "secret-of-these-tests" });
        builder.Configuration.AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        // Nothing listens on port 1: the role starts without its database.
        builder.Services.AddSingleton(new VoipDatabase("Server=127.0.0.1;Port=1;Database=none;User ID=none"));
        WebRole.Add(builder);
        var app = builder.Build();
        WebRole.Map(app);
        await app.StartAsync();
        return app;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "VoipControl.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
