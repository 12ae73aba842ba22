using VoipControl.Core.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>What the role does on the wire: the seam between its decisions and the SIP stack.</summary>
/// <param name="Probe">Sends one OPTIONS request and waits for its answer, at most the target's time-out. A failure of the network is a result.</param>
/// <param name="Call">Places one canary call and holds it to its end. A failure of the network or of the far end is a result.</param>
internal sealed record SipWire(
    Func<SipTarget, CancellationToken, Task<ProbeResult>> Probe,
    Func<CanaryCall, CancellationToken, Task<CanaryOutcome>> Call);
