using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using NUnit.Framework;
using VoipControl.IntegrationTests.Web;
using VoipControl.Store.MySql;
using VoipControl.Store.Queries;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>Role sip and the SystemAPI in this process, on a real MariaDB, and a client that asks the SystemAPI.</summary>
internal sealed class SipRoleLab : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly VoipDatabase _database;
    private readonly DirectoryInfo _folder;
    private readonly ControlPlane _plane;
    private readonly HttpClient _client;

    private SipRoleLab(VoipDatabase database, DirectoryInfo folder, ControlPlane plane, HttpClient client) =>
        (_database, _folder, _plane, _client) = (database, folder, plane, client);

    /// <param name="sip">Section `Sip`.</param>
    /// <param name="server">The database server; null: the one that all tests share.</param>
    /// <param name="roles">What the process does.</param>
    /// <param name="change">Changes its settings.</param>
    /// <param name="beforeStart">Done when all is ready but the process itself.</param>
    public static async Task<SipRoleLab> StartAsync(
        Dictionary<string, object> sip, MariaDbServer? server = null, string roles = "web,sip", Action<ControlPlaneSettings>? change = null, Func<Task>? beforeStart = null)
    {
        if (server is null)
        {
            if (MariaDbServer.WhyAbsent is { } reason && !MariaDbServer.IsRequired) Assert.Ignore(reason);
            server = await MariaDbServer.SharedAsync();
        }
        var database = await server.CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("voipcontrol-sip-");
        var settings = new ControlPlaneSettings(server.ConnectionStringOf(database.DatabaseName), Path.Combine(folder.FullName, "journal"));
        foreach (var (key, value) in sip) settings.Sip[key] = value;
        settings.Sip["Observer"] = "host1";
        settings.Sip["Secret"] = ControlPlaneSettings.Secret;
        change?.Invoke(settings);
        var token = await new TokenStore(database, TimeProvider.System).CreateAsync("test", ApiScope.Admin);
        var client = new HttpClient { BaseAddress = new Uri(settings.Url), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);
        if (beforeStart is not null) await beforeStart();
        return new SipRoleLab(database, folder, await ControlPlane.StartAsync(settings, roles, new HurriedTime()), client);
    }

    /// <summary>Settings of a target that is asked every second; a machine that is busy for two of them is no loss.</summary>
    public static Dictionary<string, object> Target(string name, string uri, double dampAfter = 0) => new()
    {
        ["Name"] = name,
        ["Uri"] = uri,
        ["Qualify"] = new { IntervalSeconds = 1, TimeoutMilliseconds = 1000, UpAfter = 1, DownAfter = 3, DampAfter = dampAfter, DampHalfLifeSeconds = 10, DampMaxSeconds = 60 },
    };

    public async Task<JsonElement> GetAsync(string path)
    {
        var reply = await Reply.ReadAsync(await _client.GetAsync(new Uri(path, UriKind.Relative)));
        Assert.That(reply.Status, Is.EqualTo(200), reply.Text);
        return reply.Json;
    }

    /// <summary>The states that a target has gone through, oldest first.</summary>
    public async Task<string> HistoryAsync(string target)
    {
        var items = (await GetAsync($"/api/v1/trunks/{target}?limit=500")).GetProperty("items").EnumerateArray();
        return string.Join(' ', items.Select(static i => i.GetProperty("state").GetString()).Reverse());
    }

    /// <summary>Waits until a target has gone through these states and no others.</summary>
    public async Task HistoryBecomesAsync(string target, string states)
    {
        var seen = "nothing";
        await EventuallyAsync(() => $"{target} went through {states}, not through {seen}", async () => await IsListedAsync("trunks", target) && (seen = await HistoryAsync(target)) == states);
    }

    /// <summary>How the role sees a target now.</summary>
    public async Task<JsonElement> SightAsync(string target) => (await GetAsync($"/api/v1/trunks/{target}")).GetProperty("trunk").GetProperty("observers")[0];

    public Task SightBecomesAsync(string target, string what, Func<JsonElement, bool> condition)
    {
        var seen = "nothing";
        return EventuallyAsync(() => $"{target} is seen {what}; it was seen as {seen}", async () =>
        {
            if (!await IsListedAsync("trunks", target)) return false;
            var sight = await SightAsync(target);
            seen = sight.GetRawText();
            return condition(sight);
        });
    }

    public async Task<JsonElement> CanaryAsync(string name) => (await GetAsync($"/api/v1/canaries/{name}")).GetProperty("canaries")[0];

    /// <summary>Waits until a canary has a result and these alarms stand, and no others.</summary>
    public async Task<JsonElement> AlarmsBecomeAsync(string name, params string[] faults)
    {
        var seen = "nothing";
        JsonElement canary = default;
        await EventuallyAsync(() => $"alarms of {name} are [{string.Join(", ", faults)}]; last seen: {seen}", async () =>
        {
            if (!await IsListedAsync("canaries", name)) return false;
            canary = await CanaryAsync(name);
            seen = canary.GetRawText();
            return canary.TryGetProperty("last", out var last) && last.ValueKind == JsonValueKind.Object && last.GetProperty("good").GetBoolean() == (faults.Length == 0)
                && canary.GetProperty("alarms").EnumerateArray().Select(static a => a.GetProperty("fault").GetString()).SequenceEqual(faults);
        });
        return canary;
    }

    /// <summary>The value of a metric with these labels, such as <c>fault="NoAudio"</c>; null when there is none.</summary>
    public async Task<double?> MetricAsync(string name, params string[] labels)
    {
        var text = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var line = text.Split('\n').SingleOrDefault(l => (l.StartsWith(name + "{", StringComparison.Ordinal) || l.StartsWith(name + " ", StringComparison.Ordinal)) && labels.All(l.Contains));
        return line is null ? null : double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    public Task MetricBecomesAsync(double value, string name, params string[] labels)
    {
        double? seen = null;
        return EventuallyAsync(() => $"{name} is {value}; it was {seen}", async () => (seen = await MetricAsync(name, labels)) == value);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _plane.DisposeAsync();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Whether the SystemAPI lists a target; not while it is without MySQL.</summary>
    private async Task<bool> IsListedAsync(string list, string name)
    {
        var reply = await Reply.ReadAsync(await _client.GetAsync(new Uri("/api/v1/" + list, UriKind.Relative)));
        return reply.Status == 200 && reply.Ids("name").Contains(name);
    }

    // The words are made when they are needed: what was seen last is the reason of the failure.
    private static async Task EventuallyAsync(Func<string> what, Func<Task<bool>> condition)
    {
        try
        {
            await Poll.UntilAsync("", Patience, TimeProvider.System, condition, TimeSpan.FromMilliseconds(200));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It did not come that {what()}");
        }
    }
}
