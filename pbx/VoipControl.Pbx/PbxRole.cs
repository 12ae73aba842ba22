using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoipControl.Core.Calls;
using VoipControl.Pbx.Calls;
using VoipControl.Pbx.Nodes;
using VoipControl.Store.Calls;
using VoipControl.Store.Journals;
using VoipControl.Store.MySql;
using VoipControl.Store.Stores;

namespace VoipControl.Pbx;

/// <summary>Role pbx: one session a node, the calls, the journal and its way to MySQL, commands.</summary>
public static class PbxRole
{
    public static void Add(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        OptionsSetup.Add<PbxOptions>(builder, "Pbx", static o => o.Faults());
        OptionsSetup.Add<JournalSettings>(builder, "Journal", static o => o.Faults());
        services.TryAddSingleton<PbxMetrics>();
        services.TryAddSingleton<NodeStore>();
        services.TryAddSingleton(MakeWriter);
        services.TryAddSingleton<CallRestore>();
        services.TryAddSingleton<CallTracker>();
        services.TryAddSingleton<DialStrings>();
        services.TryAddSingleton<CallCommands>();
        services.TryAddSingleton(static s => s.GetRequiredService<IOptions<PbxOptions>>().Value);
        services.TryAddSingleton(static s => new TestMark(s.GetRequiredService<PbxOptions>().Secret));
        services.TryAddSingleton(OpenJournal);
        services.TryAddSingleton(MakeSessions);
        services.AddHostedService<PbxLoop>();
        services.AddHealthChecks().AddCheck<NodesHealth>("nodes", tags: ["ready"]).AddCheck<StoreHealth>("store", tags: ["ready"]);
    }

    public static void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        PbxEndpoints.Map(app);
    }

    private static IReadOnlyList<NodeSession> MakeSessions(IServiceProvider services)
    {
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var (options, tracker, journal) = (services.GetRequiredService<PbxOptions>(), services.GetRequiredService<CallTracker>(), services.GetRequiredService<Journal>());
        var marks = services.GetRequiredService<TestMark>();
        var (metrics, time) = (services.GetRequiredService<PbxMetrics>(), services.GetRequiredService<TimeProvider>());
        return [.. options.Nodes.Select(node => new NodeSession(node, options, tracker,
            node.CdrDirectory.Length == 0 ? null : new CdrSpool(node, tracker, journal, marks, metrics, time, loggers.CreateLogger<CdrSpool>()),
            marks, metrics, time, new Random(), loggers.CreateLogger<NodeSession>()))];
    }

    private static Journal OpenJournal(IServiceProvider services)
    {
        var settings = services.GetRequiredService<IOptions<JournalSettings>>().Value;
        return Journal.Open(new JournalOptions
        {
            Directory = settings.Directory,
            SegmentBytes = (long)settings.SegmentMegabytes << 20,
            CommitInterval = TimeSpan.FromMilliseconds(settings.CommitMilliseconds),
            // The tracker needs the journal and the journal tells the tracker: the way back is looked up when it is used.
            Committed = facts => services.GetRequiredService<CallTracker>().Committed(facts),
        }, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<Journal>>());
    }

    private static CallWriter MakeWriter(IServiceProvider services)
    {
        var metrics = services.GetRequiredService<PbxMetrics>();
        return new CallWriter(services.GetRequiredService<Journal>(), services.GetRequiredService<VoipDatabase>(),
            new CallWriterOptions { Stored = metrics.Stored }, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<CallWriter>>());
    }
}
