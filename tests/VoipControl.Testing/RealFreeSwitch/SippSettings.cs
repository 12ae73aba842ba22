using System.Net;

namespace VoipControl.Testing.RealFreeSwitch;

/// <summary>One run of SIPp.</summary>
/// <param name="Scenario">A file of tests/scenarios without its ending, e.g. "uac-bridged".</param>
/// <param name="Local">Where SIPp sends from and listens; port 0 picks one.</param>
public sealed record SippSettings(string Scenario, IPEndPoint Local)
{
    /// <summary>Where the calls go; null for a callee scenario, which waits.</summary>
    public IPEndPoint? Target { get; init; }

    /// <summary>Calls to place or take; 0 (default) is until killed.</summary>
    public int Calls { get; init; }

    /// <summary>New calls a second. Default 10.</summary>
    public int CallsPerSecond { get; init; } = 10;

    /// <summary>When set, the calls are spread evenly over this time and <see cref="CallsPerSecond"/> is not used.</summary>
    public TimeSpan? Spread { get; init; }

    /// <summary>The number dialled.</summary>
    public string Number { get; init; } = "";

    /// <summary>Mark of a test call, for scenarios that send one.</summary>
    public string TestMark { get; init; } = "none";

    /// <summary>What caller numbers begin with, before five digits that count the calls from 00001. Default +996551.</summary>
    public string CallerPrefix { get; init; } = "+996551";

    /// <summary>How long the scenario's pause lasts: talk time, or ringing before the caller gives up. Default 500 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The run is killed when it takes longer. Default 60 s. Not used for callees, which run until disposed.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);
}
