using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using VoipControl.Core.Calls;
using VoipControl.Store.MySql;
using VoipControl.Store.Queries;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>
/// A real pair with its callees, a database of its own, and between them a control plane that is a process of its own:
/// everything a call meets in production, on one machine.
/// </summary>
public sealed class RealCallLab : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voipcontrol-real-").FullName;
    private readonly VoipDatabase _database;
    private LabCallees? _callees;
    private ControlPlaneProcess? _plane;
    private int _callerRuns;

    private RealCallLab(FreeSwitchPair pair, VoipDatabase database, string connectionString)
    {
        (Pair, _database) = (pair, database);
        Queries = new CallQueries(database);
        Settings = new ControlPlaneSettings(connectionString, Path.Combine(_folder, "journal"));
        foreach (var node in pair.Nodes) Settings.AddNode(node.Name, node.EslEndpoint, node.EslPassword, node.CdrDirectory);
        Settings.Pbx["AllowedDialStrings"] = new[] { "sofia/internal/" };
        Api = new HttpClient { BaseAddress = new Uri(Settings.Url), Timeout = TimeSpan.FromSeconds(10) };
    }

    public FreeSwitchPair Pair { get; }

    public CallQueries Queries { get; }

    public ControlPlaneSettings Settings { get; }

    /// <summary>The SystemAPI, with a token that may do everything.</summary>
    public HttpClient Api { get; }

    /// <summary>What the control plane wrote since its first start.</summary>
    public string PlaneOutput => Path.Combine(_folder, "voipcontrol.log");

    /// <param name="database">A database of the test's own.</param>
    /// <param name="connectionString">The same, for the control plane.</param>
    /// <param name="calleeTalkTime">How long the callee that hangs up talks first.</param>
    public static async Task<RealCallLab> StartAsync(VoipDatabase database, string connectionString, TimeSpan calleeTalkTime)
    {
        var lab = new RealCallLab(await FreeSwitchPair.StartAsync(FreeSwitchInstall.Require(), TimeProvider.System), database, connectionString);
        try
        {
            lab._callees = await LabCallees.StartAsync(lab.Pair.Callees, calleeTalkTime, TimeProvider.System);
            var token = await new TokenStore(database, TimeProvider.System).CreateAsync("test", ApiScope.Control);
            lab.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);
            await lab.StartPlaneAsync();
            await Poll.UntilAsync("the SystemAPI knows both nodes", TimeSpan.FromSeconds(10), TimeProvider.System, async () => (await lab.NodesAsync()).Count == 2);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the control plane, for the first time or after its death, and waits until every node is connected.</summary>
    public async Task StartPlaneAsync()
    {
        _plane = await ControlPlaneProcess.StartAsync(Settings, _folder);
        await _plane.ReadyAsync();
    }

    /// <summary>Kills the control plane with SIGKILL, if it runs; its output is whole then.</summary>
    public async Task KillPlaneAsync()
    {
        if (_plane is { } plane) await plane.DisposeAsync();
        _plane = null;
    }

    /// <summary>Settings of one run of SIPp against a node, with caller numbers that no other run of this lab has.</summary>
    public SippSettings Calls(FreeSwitchNode node, string scenario, string number, int calls)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new SippSettings(scenario, new IPEndPoint(Pair.CallerAddress, 0))
        {
            Target = node.SipEndpoint,
            Number = number,
            Calls = calls,
            CallerPrefix = $"+9965{Interlocked.Increment(ref _callerRuns):00}",
        };
    }

    /// <summary>The newest view of the call that a caller number made; null before it is stored.</summary>
    public async Task<CallView?> FindCallAsync(string caller)
    {
        var page = await Queries.ListCallsAsync(new CallFilter { Number = new NumberFilter(caller, false) }, null, 2);
        return page.Items.Count switch
        {
            0 => null,
            1 => page.Items[0],
            _ => throw new InvalidOperationException($"Caller {caller} has more than one call."),
        };
    }

    /// <summary>Every record there is.</summary>
    public async Task<IReadOnlyList<CallRecord>> RecordsAsync() => (await Queries.ListRecordsAsync(new CallFilter(), null, 100_000)).Items;

    /// <summary>Calls that are held for going on.</summary>
    public async Task<IReadOnlyList<CallView>> LiveCallsAsync() => (await Queries.ListCallsAsync(new CallFilter { Live = true }, null, 100_000)).Items;

    /// <summary>Record files that the control plane has not taken yet, or has refused.</summary>
    public IReadOnlyList<string> RecordFiles() => [.. Pair.Nodes.SelectMany(static n => Directory.EnumerateFiles(n.CdrDirectory))];

    /// <summary>A call with its legs and timeline, as the SystemAPI tells it.</summary>
    public async Task<JsonElement> DetailAsync(CallId id)
    {
        using var answer = await Api.GetAsync(new Uri($"/api/v1/calls/{id}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Channels that the switches are said to list and not have: there are none when all goes well.</summary>
    public async Task<int> CountZombiesAsync() => (await NodesAsync()).Sum(static n => n.GetProperty("zombies").GetInt32());

    private async Task<IReadOnlyList<JsonElement>> NodesAsync()
    {
        using var answer = await Api.GetAsync(new Uri("/api/v1/nodes", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return [.. JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("items").EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await KillPlaneAsync();
        if (_callees is { } callees) await callees.DisposeAsync();
        await Pair.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
