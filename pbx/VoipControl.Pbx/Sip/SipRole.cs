using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoipControl.Store.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>Role sip: qualifies trunks, nodes and the virtual address, and places canary calls.</summary>
public static class SipRole
{
    public static void Add(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        // The mark's secret is the one that processes show each other; in a process that has it, it need not be given twice.
        var shared = builder.Configuration["Pbx:Secret"] ?? "";
        OptionsSetup.Add<SipOptions>(builder, "Sip", o => Faults(o, shared));
        services.TryAddSingleton(static s => s.GetRequiredService<IOptions<SipOptions>>().Value);
        services.TryAddSingleton(s => new SipSecret(s.GetRequiredService<SipOptions>().Secret is { Length: > 0 } own ? own : shared));
        services.TryAddSingleton<SipMetrics>();
        services.TryAddSingleton<TrunkStore>();
        services.TryAddSingleton<SipHistory>();
        services.TryAddSingleton<SipStack>();
        services.TryAddSingleton<SipWireStart>(static s => s.GetRequiredService<SipStack>().StartAsync);
        services.AddHostedService<SipLoop>();
    }

    /// <summary>The role has no routes: what it sees is in MySQL and in the metrics.</summary>
    public static void Map(WebApplication app)
    {
    }

    private static IEnumerable<string> Faults(SipOptions options, string shared)
    {
        foreach (var fault in options.Faults()) yield return fault;
        if (options.Secret is { Length: 0 } && shared.Length < 16 && options.Targets().Any(static t => t.Target?.Canary is not null))
            yield return "Sip:Secret must have at least 16 characters where a canary is configured and Pbx:Secret is not: it marks the calls as tests";
    }
}
