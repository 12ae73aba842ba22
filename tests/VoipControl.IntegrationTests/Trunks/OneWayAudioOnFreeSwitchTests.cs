using NUnit.Framework;
using VoipControl.IntegrationTests.RealFreeSwitch;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>The trunk is a real FreeSWITCH.</summary>
[TestFixture]
[RequiresFreeSwitch]
public sealed class OneWayAudioOnFreeSwitchTests : OneWayAudioFixture
{
    private protected override async Task<IAsyncDisposable> StartTrunkAsync(LabCalleePorts callees) => await FreeSwitchNode.StartAsync(
        FreeSwitchInstall.Require(), new FreeSwitchNodeSettings("carrier", Network.Inside, callees) { Namespace = Network, TrustedNetwork = "198.18.0.0/15" }, TimeProvider.System);
}
