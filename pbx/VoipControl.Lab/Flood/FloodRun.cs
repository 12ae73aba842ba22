using VoipControl.Lab.Channels;
using VoipControl.Lab.EventSocket;

namespace VoipControl.Lab.Flood;

internal sealed class FloodRun(
    SwitchCore core, CallLedger ledger, EventSocketServer server, EventGate gate, Random random, CancellationToken stopping)
{
    public Task<LabFloodResult> RunAsync(int calls, int concurrentCalls, CancellationToken cancel)
    {
        _ = (core, ledger, server, gate, random, stopping, calls, concurrentCalls, cancel);
        throw new InvalidOperationException("Not in this version.");
    }
}
