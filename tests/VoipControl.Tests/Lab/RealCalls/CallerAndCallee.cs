using NUnit.Framework;
using VoipControl.Lab;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>A caller and a callee, who rings and answers unless a test says otherwise.</summary>
internal abstract class CallerAndCallee
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    protected TestPhone Caller { get; private set; } = null!;

    protected TestPhone Callee { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Callee = await TestPhone.StartAsync("500", 440);
        Caller = await TestPhone.StartAsync("+99655510000", 1000);
        Callee.OnCall = static call =>
        {
            call.Ring();
            call.Answer();
        };
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Caller.DisposeAsync();
        await Callee.DisposeAsync();
    }

    protected async Task<(TestCall Caller, TestCall Callee)> TalkAsync(SipLab lab)
    {
        var call = Caller.Call(lab.Switch.SipEndpoint!, "7500");
        await call.AnsweredAsync;
        return (call, await Callee.NextCallAsync());
    }

    protected static async Task<string> CallerUuidAsync(SipLab lab) => (await lab.Client.WaitForEventAsync("CHANNEL_BRIDGE"))["Unique-ID"]!;

    protected string Bridge() => To($"sofia/internal/$1@{Callee.Local}");

    protected static string To(string dialString, string after = "", string before = "") => $"""
        <extension name="bridge"><condition field="destination_number" expression="^7(\d\d\d)$">
          {before}<action application="bridge" data="{dialString}"/>{after}
        </condition></extension>
        """;
}
