using VoipControl.Lab;
using VoipControl.Store.MySql;
using VoipControl.Store.Queries;

namespace VoipControl.Testing;

/// <summary>Lab switches, a database of its own, and a control plane between them: what a test of the main job needs.</summary>
public sealed class CallLab : IAsyncDisposable
{
    public const string Password = "lab-password";

    private readonly string _folder;
    private ControlPlane? _plane;

    private CallLab(VoipDatabase database, string connectionString, string folder)
    {
        (Database, _folder) = (database, folder);
        Settings = new ControlPlaneSettings(connectionString, Path.Combine(folder, "journal"));
        Queries = new CallQueries(database);
    }

    public VoipDatabase Database { get; }
    public CallQueries Queries { get; }
    public ControlPlaneSettings Settings { get; }
    public List<LabSwitch> Switches { get; } = [];
    public ControlPlane Plane => _plane ?? throw new InvalidOperationException("The control plane is not started.");

    /// <summary>Folder of this test alone, deleted at its end.</summary>
    public string Folder => _folder;

    /// <param name="database">A database of the test's own.</param>
    /// <param name="connectionString">The same, for the control plane.</param>
    /// <param name="switches">How many lab switches; they are named lab-a, lab-b, …</param>
    /// <param name="recordFiles">Whether the switches leave record files, as mod_json_cdr does, and the control plane reads them.</param>
    public static async Task<CallLab> StartAsync(VoipDatabase database, string connectionString, int switches = 1, bool recordFiles = true)
    {
        var lab = new CallLab(database, connectionString, Directory.CreateTempSubdirectory("voipcontrol-test-").FullName);
        for (var i = 0; i < switches; i++)
        {
            var name = $"lab-{(char)('a' + i)}";
            var files = recordFiles ? Directory.CreateDirectory(Path.Combine(lab._folder, name + "-cdr")).FullName : null;
            var made = new LabSwitch(new LabSwitchOptions { Name = name, Password = Password, Seed = 7 + i, CdrDirectory = files, Tenant = "lab", Heartbeat = TimeSpan.FromMilliseconds(500) });
            lab.Switches.Add(made);
            await made.StartAsync();
            lab.Settings.AddNode(name, made.Endpoint, Password, files);
        }
        return lab;
    }

    /// <summary>Starts the control plane; waits for its nodes unless told otherwise.</summary>
    public async Task StartPlaneAsync(bool connected = true, string roles = "pbx")
    {
        _plane = await ControlPlane.StartAsync(Settings, roles);
        if (connected) await _plane.ConnectedAsync();
    }

    public async Task StopPlaneAsync()
    {
        if (_plane is { } plane) await plane.DisposeAsync();
        _plane = null;
    }

    /// <summary>Places one call of each kind that plays by itself, <paramref name="rounds"/> times, on every switch, spread over <paramref name="spread"/>.</summary>
    public async Task PlaceAllKindsAsync(int rounds, TimeSpan spread, Random random)
    {
        LabCallKind[] kinds =
        [
            LabCallKind.Bridged, LabCallKind.Busy, LabCallKind.Rejected, LabCallKind.NoAnswer, LabCallKind.Abandoned, LabCallKind.NoCallee,
            LabCallKind.Transferred, LabCallKind.Held, LabCallKind.Recorded,
        ];
        var total = rounds * kinds.Length;
        for (var i = 0; i < total; i++)
        {
            foreach (var made in Switches)
            {
                if (!made.Alive) continue;
                made.PlaceCall(new LabCallPlan
                {
                    Kind = kinds[i % kinds.Length],
                    Caller = $"+99655510{i:000}",
                    Ring = TimeSpan.FromMilliseconds(random.Next(30, 300)),
                    Talk = TimeSpan.FromMilliseconds(random.Next(100, 1500)),
                    HangUpBy = random.Next(2) == 0 ? LabSide.Caller : LabSide.Callee,
                });
            }
            await Task.Delay(spread / total, TimeProvider.System);
        }
    }

    /// <summary>What the switches really did.</summary>
    public List<LabCallOutcome> Truth() => [.. Switches.SelectMany(static s => s.Ledger)];

    /// <summary>Waits until every call of the switches is over and has its record.</summary>
    public Task AllRecordedAsync(TimeSpan? limit = null) => Poll.UntilAsync(
        "every call of the switches is over and recorded", limit ?? TimeSpan.FromSeconds(40), TimeProvider.System, async () =>
        {
            var truth = Truth();
            if (truth.Exists(static t => t.Outcome == LabOutcome.InProgress)) return false;
            var page = await Queries.ListCallsAsync(new CallFilter { Live = true }, null, 1);
            return page.Items.Count == 0 && (await RecordsAsync()).Count >= truth.Count;
        });

    public async Task<List<CallRecord>> RecordsAsync()
    {
        var records = new List<CallRecord>();
        PagePosition? after = null;
        do
        {
            var page = await Queries.ListRecordsAsync(new CallFilter(), after, 500);
            records.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return records;
    }

    public async ValueTask DisposeAsync()
    {
        await StopPlaneAsync();
        foreach (var made in Switches) await made.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
