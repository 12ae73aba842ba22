using System.Collections.Concurrent;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Signalling;

namespace VoipControl.Lab.Calls;

/// <summary>One life of the switch, from its start to its death or its end: a core and everything that acts on it.</summary>
internal sealed class SwitchLife : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public SwitchLife(
        LabSwitchOptions options, TimeProvider time, Random random, CallLedger ledger,
        ConcurrentDictionary<string, LabEndpoint> endpoints, ConcurrentQueue<Exception> errors, Action<OutgoingEvent> deliver)
    {
        Stopping = _stop.Token;
        Core = new SwitchCore(options, time, random, ledger, deliver);
        Steps = new LegSteps(Core);
        Clockwork = new Clockwork(Core, errors, _stop.Token);
        Ending = new CallEnding(Core, Steps);
        Moves = new CallMoves(Core, Steps, Ending);
        Dialling = new Dialling(Core, Steps, Ending, Clockwork, endpoints);
        if (options.Sip is { } sip)
        {
            Sip = new SipPlane(this, sip, new Random(options.Seed ^ 0x51b), errors);
            Dialling.Real = Sip.Routes;
        }
        Plans = new PlannedCalls(Core, Steps, Ending, Moves, Dialling, Clockwork);
    }

    public SwitchCore Core { get; }
    public LegSteps Steps { get; }
    public Clockwork Clockwork { get; }
    public CallEnding Ending { get; }
    public CallMoves Moves { get; }
    public Dialling Dialling { get; }
    public PlannedCalls Plans { get; }
    public CancellationToken Stopping { get; }

    /// <summary>SIP and RTP; null = the switch has events only.</summary>
    public SipPlane? Sip { get; }

    /// <summary>The kill: no event, no record, every channel lost.</summary>
    public void Die()
    {
        _stop.Cancel();
        lock (Core.Gate)
        {
            var channels = Core.Channels.Values.ToList();
            Core.Die();
            Sip?.Drop(channels);
        }
    }

    public void Dispose()
    {
        Die();
        _stop.Dispose();
    }
}
