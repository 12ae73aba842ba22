using VoipControl.Lab.Calls;

namespace VoipControl.Lab;

/// <summary>The captured stories that <see cref="LabSwitch.PlayScenarioAsync"/> can play.</summary>
public static class LabScenarios
{
    private static readonly Dictionary<string, Action<ScenarioSteps>> Known = new(StringComparer.Ordinal)
    {
        ["inbound-bridged-call"] = s => s.InboundBridgedCall(),
        ["bridge-fails-no-callee"] = s => s.BridgeFailsNoCallee(),
        ["recorded-call"] = s => s.RecordedCall(),
        ["hold-unhold"] = s => s.HoldUnhold(),
        ["park-originate-bridge-transfer-kill"] = s => s.ParkOriginateBridgeTransferKill(),
        ["blind-transfer-bleg"] = s => s.BlindTransferBleg(),
        ["originate-click-to-call-and-failures"] = s => s.ClickToCallAndFailures(),
    };

    /// <summary>Names of the scenarios, as the captures are named.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    internal static void Play(string name, SwitchLife life)
    {
        if (!Known.TryGetValue(name, out var play))
            throw new ArgumentException($"There is no scenario '{name}'; there are {string.Join(", ", Known.Keys)}.", nameof(name));
        play(new ScenarioSteps(life));
    }
}
