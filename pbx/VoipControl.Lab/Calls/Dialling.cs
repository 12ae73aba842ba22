using System.Collections.Concurrent;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Signalling;

namespace VoipControl.Lab.Calls;

/// <summary>
/// What the lab switch does with a dialled number: park, echo, record, bridge. The plan of numbers is that of the lab
/// dialplan behind the captures: 7NNN bridges to NNN, 8NNN records and bridges, 9000 parks, 9196 echoes; any other
/// number is bridged as it stands. Callers hold <see cref="SwitchCore.Gate"/>.
/// </summary>
internal sealed class Dialling(
    SwitchCore core, LegSteps steps, CallEnding ending, Clockwork clockwork, ConcurrentDictionary<string, LabEndpoint> endpoints)
{
    /// <summary>What real legs do instead; null = there are none.</summary>
    public LegRoutes? Real { get; set; }

    public void Route(Channel c, string destination)
    {
        if (c.Sip is not null)
            Real!.Route(c);
        else if (destination == "9000")
            AnswerAndPark(c);
        else if (destination == "9196")
            Echo(c);
        else if (destination is ['7', _, _, _])
            DialAndBridge(c, destination[1..]);
        else if (destination is ['8', _, _, _])
            RecordAndBridge(c, destination[1..]);
        else
            DialAndBridge(c, destination);
    }

    /// <summary>One application with its argument, as in <c>&amp;bridge(…)</c>; false = there is no such application here.</summary>
    public bool Execute(Channel c, string application, string data)
    {
        if (c.Sip is not null)
        {
            c.Enter(ChannelState.EXECUTE);
            Real!.Run(c, application, data);
            return true;
        }
        switch (application)
        {
            case "park":
                c.Enter(ChannelState.EXECUTE);
                AnswerAndPark(c);
                return true;
            case "echo":
                Echo(c);
                return true;
            case "bridge":
                c.Enter(ChannelState.EXECUTE);
                DialAndBridge(c, NumberOf(data), data);
                return true;
            case "playback":
                AnswerHere(c);
                steps.Playback(c, data, start: true);
                clockwork.After(TimeSpan.FromMilliseconds(600), () => StopPlayback(c, data));
                return true;
            case "hangup":
                ending.End(c, HangupCauses.Parse(data), byFarEnd: false);
                return true;
            default:
                return false;
        }
    }

    public void StopPlayback(Channel c, string path)
    {
        if (c.State >= ChannelState.HANGUP)
            return;
        c.Variables["playback_last_offset_pos"] = "4800";
        c.Variables["playback_seconds"] = "0";
        c.Variables["playback_samples"] = "4800";
        steps.Playback(c, path, start: false);
    }

    public void DialAndBridge(Channel a, string number, string? channelName = null)
    {
        var (b, endpoint) = Dial(a, number, channelName);
        if (endpoint.Rings)
            RingBoth(a, b);
        Resolve(b, endpoint, () => AnswerAndBridge(a, b, endpoint.Talk));
    }

    public (Channel Leg, LabEndpoint Endpoint) Dial(Channel a, string number, string? channelName = null)
    {
        var name = channelName is null ? null : ChannelNameOf(channelName);
        return (steps.Dial(a, number, a.Exported, name), EndpointOf(number));
    }

    public void RingBoth(Channel a, Channel b)
    {
        steps.Ring(b);
        if (a is { Inbound: true, Answered: false, EarlyMedia: false })
            steps.RingBack(a);
    }

    /// <summary>Lets the endpoint answer or fail in its time, if the leg is still waiting then.</summary>
    public void Resolve(Channel b, LabEndpoint endpoint, Action answered)
    {
        if (endpoint.After is not { } after)
            return;
        clockwork.After(after, () =>
        {
            if (b.State >= ChannelState.HANGUP || b.Answered)
                return;
            if (endpoint.FailsWith is { } cause)
                ending.End(b, cause, byFarEnd: cause is not ("NO_ANSWER" or "RECOVERY_ON_TIMER_EXPIRE"));
            else
                answered();
        });
    }

    public void AnswerAndBridge(Channel a, Channel b, TimeSpan? talk = null)
    {
        steps.AnswerOutbound(b);
        if (!a.Answered)
            steps.AnswerInbound(a);
        steps.BridgeDialled(a, b);
        steps.TellPeer(b);
        steps.TellPeer(a);
        if (talk is { } time)
            clockwork.After(time, () => ending.End(b, "NORMAL_CLEARING", byFarEnd: true));
    }

    public LabEndpoint EndpointOf(string number) =>
        endpoints.TryGetValue(number, out var endpoint) ? endpoint : new LabEndpoint { After = core.Options.AnswerAfter };

    /// <summary>The number or user in a dial string such as <c>sofia/internal/600@10.0.0.1:5070</c> or <c>user/101@lab</c>.</summary>
    public static string NumberOf(string dialString)
    {
        var last = dialString[(dialString.LastIndexOf('/') + 1)..];
        var at = last.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? last : last[..at];
    }

    /// <summary>A user's dial string becomes the channel of its contact; others keep theirs.</summary>
    public string ChannelNameOf(string dialString)
    {
        if (dialString.StartsWith("user/", StringComparison.OrdinalIgnoreCase)
            || dialString.StartsWith("sofia/gateway/", StringComparison.OrdinalIgnoreCase)
            || !dialString.StartsWith("sofia/", StringComparison.OrdinalIgnoreCase))
            return $"sofia/internal/{NumberOf(dialString)}@{core.Options.PeerAddress}:5070";
        return dialString;
    }

    private void RecordAndBridge(Channel c, string number)
    {
        c.Variables["RECORD_STEREO"] = "true";
        steps.StartRecording(c, $"{core.Options.RecordingDirectory}/{c.Uuid}.wav", fromDialplan: true);
        DialAndBridge(c, number);
    }

    private void AnswerAndPark(Channel c)
    {
        AnswerHere(c);
        steps.Park(c);
    }

    private void Echo(Channel c)
    {
        AnswerHere(c);
        c.Enter(ChannelState.EXECUTE);
        steps.Run(c, "echo");
    }

    private void AnswerHere(Channel c)
    {
        if (c.Answered || !c.Inbound)
            return;
        c.Variables["current_application"] = "answer";
        steps.AnswerInbound(c);
    }
}
