using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VoipControl.Host;
using VoipControl.Pbx.Calls;
using VoipControl.Pbx.Nodes;
using VoipControl.Store.Journals;

namespace VoipControl.Testing;

/// <summary>A control plane in this process: the real host with the given roles.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ControlPlane(WebApplication app) => _app = app;

    internal IServiceProvider Services => _app.Services;

    internal CallTracker Tracker => Services.GetRequiredService<CallTracker>();

    internal IReadOnlyList<NodeSession> Sessions => Services.GetRequiredService<IReadOnlyList<NodeSession>>();

    internal Journal Journal => Services.GetRequiredService<Journal>();

    /// <summary>Starts it; the switches need not be connected yet when this returns.</summary>
    /// <param name="settings">Its configuration.</param>
    /// <param name="roles">What it does.</param>
    /// <param name="time">Its clock; null: the system's.</param>
    public static async Task<ControlPlane> StartAsync(ControlPlaneSettings settings, string roles = "all", TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings.ToJson()))).Build();
        var app = HostRunner.Build(Role.Parse(roles), configuration, time);
        await app.StartAsync();
        return new ControlPlane(app);
    }

    /// <summary>Waits until every switch is connected and compared.</summary>
    public Task ConnectedAsync(TimeSpan? limit = null) => Poll.UntilAsync(
        "every node is connected", limit ?? TimeSpan.FromSeconds(20), TimeProvider.System,
        () => Sessions.All(static s => s.Status.State == NodeState.Connected));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
