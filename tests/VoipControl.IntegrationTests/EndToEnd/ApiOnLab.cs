using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.IntegrationTests.Web;
using VoipControl.Lab;
using VoipControl.Store.Queries;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.EndToEnd;

/// <summary>Every role in one process between two lab switches and a real MariaDB, and a client of its SystemAPI.</summary>
internal sealed class ApiOnLab : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client;
    private readonly string _token;

    private ApiOnLab(CallLab lab, HttpClient client, string token) => (Lab, _client, _token) = (lab, client, token);

    public CallLab Lab { get; }

    public LabSwitch First => Lab.Switches[0];

    public LabSwitch Second => Lab.Switches[1];

    public static async Task<ApiOnLab> StartAsync(Action<ControlPlaneSettings>? change = null)
    {
        var (database, whyAbsent) = await MariaDbDatabase.TryCreateAsync();
        if (database is null) Assert.Ignore(whyAbsent!);
        var lab = await CallLab.StartAsync(database!, (await MariaDbServer.SharedAsync()).ConnectionStringOf(database!.DatabaseName), switches: 2);
        change?.Invoke(lab.Settings);
        return await OnAsync(lab);
    }

    /// <summary>Starts every role beside a lab that is there already, and waits until the live feed is fed.</summary>
    public static async Task<ApiOnLab> OnAsync(CallLab lab)
    {
        await lab.StartPlaneAsync(roles: "all");
        var token = (await new TokenStore(lab.Database, TimeProvider.System).CreateAsync("end to end", ApiScope.Admin)).Secret;
        var api = new ApiOnLab(lab, new HttpClient { BaseAddress = new Uri(lab.Settings.Url), Timeout = TimeSpan.FromSeconds(30) }, token);
        await EventuallyAsync("the process is ready in every part", async () => (await api.GetAsync("/health/ready")).Json.GetProperty("status").GetString() == "healthy");
        return api;
    }

    public Task<Reply> GetAsync(string path) => SendAsync("GET", path);

    public async Task<Reply> SendAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await Reply.ReadAsync(await _client.SendAsync(request));
    }

    public Task<SseReader> FollowAsync(string? lastId = null) => SseReader.OpenAsync(_client, _token, lastId);

    /// <summary>Places a call from one party to another; the answer's id.</summary>
    public async Task<CallId> CallAsync(object order)
    {
        var reply = await SendAsync("POST", "/api/v1/calls", order);
        Assert.That(reply.Status, Is.EqualTo(202), reply.Text);
        return new CallId(reply.Json.GetProperty("id").GetGuid());
    }

    /// <summary>Carries out a command on a call, which must succeed; the switch's words.</summary>
    public async Task<string> DoAsync(CallId call, string command, object? body = null)
    {
        var reply = await SendAsync("POST", $"/api/v1/calls/{call}/{command}", body);
        Assert.That(reply.Status, Is.EqualTo(200), reply.Text);
        return reply.Json.GetProperty("reply").GetString()!;
    }

    /// <summary>Waits until the call's view fulfils a condition, and returns it.</summary>
    public async Task<JsonElement> SeesAsync(CallId call, string what, Func<JsonElement, bool> condition)
    {
        var last = "no answer";
        JsonElement view = default;
        try
        {
            await EventuallyAsync(what, async () =>
            {
                var reply = await GetAsync($"/api/v1/calls/{call}");
                last = reply.Text;
                return reply.Status == 200 && condition(view = reply.Json.GetProperty("call"));
            });
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} The call as last seen: {last}", e);
        }
        return view;
    }

    public Task<JsonElement> SeesAsync(CallId call, CallState state) =>
        SeesAsync(call, $"the call is {state}", c => c.GetProperty("state").GetString() == state.ToString());

    /// <summary>Waits for the call's record; there must be exactly one.</summary>
    public async Task<CallRecord> RecordAsync(CallId call)
    {
        List<CallRecord> records = [];
        await EventuallyAsync($"call {call} has its record", async () => (records = [.. (await Lab.RecordsAsync()).Where(r => r.CallId == call)]).Count > 0);
        Assert.That(records, Has.Count.EqualTo(1));
        return records[0];
    }

    /// <summary>A call between two parties on the first switch that lasts until somebody acts.</summary>
    public async Task<(CallId Id, LabCall Lab)> TalkingAsync(string caller = "+996555100200", LabSwitch? on = null)
    {
        var placed = (on ?? First).PlaceCall(new LabCallPlan { Manual = true, Caller = caller });
        placed.Ring();
        placed.Answer();
        var id = new CallId(Guid.Parse(placed.RootUuid));
        await SeesAsync(id, CallState.Talking);
        return (id, placed);
    }

    public static Task EventuallyAsync(string what, Func<Task<bool>> condition) => Poll.UntilAsync(what, Patience, TimeProvider.System, condition);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Lab.DisposeAsync();
    }
}
