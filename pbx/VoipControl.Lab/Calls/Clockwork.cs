using System.Collections.Concurrent;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Calls;

/// <summary>Runs steps later, holding the core's gate, and never after the core has died.</summary>
internal sealed class Clockwork(SwitchCore core, ConcurrentQueue<Exception> errors, CancellationToken stop)
{
    public void After(TimeSpan delay, Action step)
    {
        if (delay <= TimeSpan.Zero)
            step();
        else
            _ = RunAsync(delay, step);
    }

    private async Task RunAsync(TimeSpan delay, Action step)
    {
        try
        {
            await Task.Delay(delay, core.Time, stop).ConfigureAwait(false);
            lock (core.Gate)
            {
                if (!core.Dead)
                    step();
            }
        }
        catch (OperationCanceledException)
        {
            // The switch has stopped; its calls go no further.
        }
        catch (Exception e)
        {
            // A step that fails is a fault of the lab switch itself; tests read it from LabSwitch.Errors.
            errors.Enqueue(e);
        }
    }
}
