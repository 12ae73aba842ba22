using VoipControl.Lab.Signalling;

namespace VoipControl.Lab.Channels;

/// <summary>
/// One leg. It holds what events, lists and commands read; who may change it is decided by <see cref="SwitchCore.Gate"/>.
/// Signalling and media, when a leg has any, are its <see cref="Sip"/> and drive the same steps as a played call.
/// </summary>
internal sealed class Channel
{
    public required string Uuid { get; init; }
    public required string Name { get; init; }
    public required bool Inbound { get; init; }
    public required long SessionId { get; init; }
    public required CallerProfile Profile { get; set; }
    public required ChannelVariables Variables { get; init; }

    /// <summary>Fills the braces of variable blocks for this leg.</summary>
    public required LegFacts Facts { get; init; }

    public required CallTruth Call { get; init; }

    /// <summary>The state being run (Channel-State).</summary>
    public ChannelState Running = ChannelState.INIT;

    /// <summary>The state asked for (Channel-State-Number); ahead of <see cref="Running"/> while a change is under way.</summary>
    public ChannelState State = ChannelState.ROUTING;

    public string CallState = "DOWN";
    public bool HitDialplan;
    public string PresenceId = "";
    public bool EarlyMedia;
    public bool HasMedia;
    public string HangupCause = "";

    /// <summary>Other-Type: <c>originator</c> or <c>originatee</c>; null = no other leg.</summary>
    public string? OtherType;

    public CallerProfile? Other;

    /// <summary>The leg bridged with this one now.</summary>
    public Channel? Peer;

    /// <summary>The leg that this one was dialled for and that still waits for its answer.</summary>
    public Channel? DialledFor;

    public bool Parked;
    public bool Ended;
    public bool BridgedOnce;
    public string Application = "";
    public string ApplicationData = "";
    public string InitialDestination = "";
    public string SentCalleeName = "";
    public string SentCalleeNumber = "";
    /// <summary>Profiles that transfers and bridges replaced, the newest first; the record of the leg lists them all.</summary>
    public List<CallerProfile> EarlierProfiles { get; } = [];

    public List<Recording> Recordings { get; } = [];
    public List<(long From, long To)> HoldEvents { get; } = [];

    /// <summary>The real side of this leg; null = it exists as events only.</summary>
    public SipLeg? Sip;

    /// <summary>The attempt that dialled this real leg, until it has answered.</summary>
    public Outdial? Outdial;

    /// <summary>Whether the caller of this leg was told that it rings.</summary>
    public bool RungBack;

    /// <summary>Name of the audio codec, once there is media.</summary>
    public string Codec = "PCMU";

    /// <summary>Variables that legs dialled for this one inherit (application export).</summary>
    public Dictionary<string, string> Exported { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Ends an <c>originate</c> that waits for this leg.</summary>
    public Action<string>? OnFirstResult;

    public bool Answered => Profile.Answered != 0;

    public string AnswerState =>
        State >= ChannelState.HANGUP ? "hangup" : Answered ? "answered" : EarlyMedia ? "early" : "ringing";

    public string CallUuid => Variables["call_uuid"] ?? Uuid;

    public string StateName => "CS_" + Running;

    /// <summary>What a leg dialled for this one gets: exported variables as they are now, and custom SIP headers.</summary>
    public List<KeyValuePair<string, string>> ExportedNow()
    {
        var exported = Exported.Select(e => KeyValuePair.Create(e.Key, Variables[e.Key] ?? e.Value)).ToList();
        if (Variables["sip_copy_custom_headers"] == "false")
            return exported;
        foreach (var (name, value) in Variables)
        {
            if (name.StartsWith("sip_h_", StringComparison.OrdinalIgnoreCase))
                exported.Add(new(name, value));
        }
        return exported;
    }

    public void Enter(ChannelState state) => Running = State = state;
}
