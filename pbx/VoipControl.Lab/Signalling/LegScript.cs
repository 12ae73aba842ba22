using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Dialplan;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// The applications that a real leg runs, one after the other, as its thread does in a real switch. A transfer, a
/// command that parks or bridges the leg, and its end stop the script; what ran is then left as it stands.
/// <see cref="Start"/> and <see cref="Stop"/> are called holding <see cref="SwitchCore.Gate"/>; the applications run
/// without it and take it for each step.
/// </summary>
internal sealed class LegScript(SwitchLife life, Channel leg, Func<CancellationToken, Task<IReadOnlyList<DialplanStep>?>> find)
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(life.Stopping);
    private IReadOnlyList<DialplanStep> _steps = [];
    private int _next;

    /// <summary>A step that dials keeps its attempt here, so that the end of the script ends the attempt.</summary>
    public Outdial? Dialling { get; set; }

    public bool Stopped { get; private set; }

    /// <summary>Whether there is another application after the one that runs.</summary>
    public bool GoesOn => !Stopped && _next < _steps.Count;

    public void Start() => _ = Task.Run(RunAsync);

    public void Stop()
    {
        if (Stopped)
            return;
        Stopped = true;
        Dialling?.Stop();
        // Whoever waits goes on in another thread: this one holds the gate.
        _ = _stop.CancelAsync();
    }

    private async Task RunAsync()
    {
        var stop = _stop.Token;
        try
        {
            if (await find(stop).ConfigureAwait(false) is not { } steps)
            {
                End("NO_ROUTE_DESTINATION");
                return;
            }
            _steps = steps;
            leg.Sip!.Steps = steps;
            while (_next < steps.Count)
            {
                var step = steps[_next++];
                await life.Sip!.Applications.RunAsync(leg, step.Application, step.Data, stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
            }
            End("NORMAL_CLEARING");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The leg has ended or does something else now.
        }
        catch (DialplanException e)
        {
            life.Sip!.Complain($"leg {leg.Uuid}: {e.Message}");
            End("DESTINATION_OUT_OF_ORDER");
        }
        catch (Exception e)
        {
            life.Sip!.Fault(e);
            End("DESTINATION_OUT_OF_ORDER");
        }
        finally
        {
            lock (life.Core.Gate)
            {
                Stopped = true;
                _stop.Dispose();
            }
        }
    }

    private void End(string cause)
    {
        lock (life.Core.Gate)
        {
            if (Stopped || life.Core.Dead)
                return;
            Stopped = true;
            life.Ending.End(leg, cause, byFarEnd: false);
        }
    }
}
