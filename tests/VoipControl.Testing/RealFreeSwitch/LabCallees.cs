using System.Net;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>The lab's four callees: SIPp processes that answer, are busy, ring for ever, and answer and hang up.</summary>
public sealed class LabCallees : IAsyncDisposable
{
    private readonly IReadOnlyList<SippProcess> _processes;

    private LabCallees(IReadOnlyList<SippProcess> processes) => _processes = processes;

    /// <summary>Starts all four and waits until they listen.</summary>
    /// <param name="ports">Where they listen.</param>
    /// <param name="talkTime">How long the callee that hangs up talks first.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<LabCallees> StartAsync(
        LabCalleePorts ports, TimeSpan talkTime, TimeProvider time, CancellationToken cancel = default)
    {
        var started = new List<SippProcess>();
        try
        {
            foreach (var (scenario, port) in new[]
            {
                ("uas-answer", ports.Answer), ("uas-busy", ports.Busy), ("uas-ring-forever", ports.Ring), ("uas-hangup", ports.HangUp),
            })
            {
                var settings = new SippSettings(scenario, new IPEndPoint(ports.Address, port)) { Pause = talkTime };
                started.Add(await SippProcess.StartAsync(settings, time, cancel));
            }

            return new LabCallees(started);
        }
        catch
        {
            foreach (var process in started)
                await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends all four.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }
}
