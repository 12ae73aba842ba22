using VoipControl.Lab;

namespace VoipControl.Tests.Lab;

/// <summary>Lab switches for tests.</summary>
internal static class LabSwitches
{
    /// <summary>Nothing happens unless the test does it: no heartbeats, no traffic.</summary>
    public static LabSwitchOptions Quiet() => new() { Password = "a password of this test", Heartbeat = TimeSpan.Zero };

    public static async Task<LabSwitch> StartAsync(LabSwitchOptions? options = null)
    {
        var lab = new LabSwitch(options ?? Quiet());
        await lab.StartAsync();
        return lab;
    }

    /// <summary>A call that takes a few milliseconds.</summary>
    public static LabCallPlan Quick(LabCallKind kind) => new()
    {
        Kind = kind,
        Ring = TimeSpan.FromMilliseconds(5),
        Talk = TimeSpan.FromMilliseconds(40),
    };
}
