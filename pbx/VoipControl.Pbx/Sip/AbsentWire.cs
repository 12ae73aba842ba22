using VoipControl.Core.Trunks;

namespace VoipControl.Pbx.Sip;

/// <summary>Stands where this build has no SIP stack: every probe is lost and no canary is placed, and both say why.</summary>
internal static class AbsentWire
{
    private const string Why = "this build has no SIP stack";

    public static StartedWire Start() => new(
        new SipWire(static (_, _) => Task.FromResult(ProbeResult.Lost(Why)), static (_, _) => Task.FromResult(new CanaryOutcome { OwnFailure = Why })),
        static () => ValueTask.CompletedTask);
}
