using System.Globalization;
using VoipControl.Lab.Recovery;
using VoipControl.Lab.Signalling;

namespace VoipControl.Lab.Channels;

/// <summary>Makes legs with the profile and the variables they have at their CHANNEL_CREATE.</summary>
internal sealed class LegFactory(SwitchCore core)
{
    private long _sipCalls;

    /// <param name="call">The call that it begins.</param>
    /// <param name="caller">Caller's number.</param>
    /// <param name="callerName">Caller's name.</param>
    /// <param name="dialled">The number dialled.</param>
    /// <param name="gateway">The gateway it came from, or null.</param>
    /// <param name="origin">Where a real call came from; null = a played one.</param>
    public Channel Inbound(
        CallTruth call, string caller, string callerName, string dialled, string? gateway, InboundOrigin? origin = null)
    {
        var uuid = core.NewUuid();
        var peer = origin?.NetworkAddress ?? core.Options.PeerAddress;
        var now = core.NowMicros();
        var name = $"sofia/{core.Profile}/{caller}@{origin?.FromHost ?? peer + ":5080"}";
        var presence = $"{caller}@{(origin is null ? peer : origin.FromHost.Split(':')[0])}";
        var facts = Facts(caller, callerName, dialled, origin?.CallId ?? core.NewHex(16) + "-0", peer);
        if (origin is not null)
            facts = facts with { LocalTag = origin.LocalTag, RemoteTag = origin.RemoteTag };
        var v = new ChannelVariables
        {
            ["direction"] = "inbound",
            ["uuid"] = uuid,
            ["call_uuid"] = uuid,
            ["session_id"] = Text(core.SessionsSinceStart + 1),
            ["channel_name"] = name,
        };
        core.Blocks.Apply("inbound.create", v, facts);
        v["sip_invite_stamp"] = Text(now);
        v["max_forwards"] = "70";
        v["presence_id"] = presence;
        v["endpoint_disposition"] = origin is null ? "DELAYED NEGOTIATION" : "RECEIVED";
        v["sip_gateway"] = gateway ?? "";
        var channel = new Channel
        {
            Uuid = uuid,
            Name = name,
            Inbound = true,
            SessionId = core.SessionsSinceStart + 1,
            Variables = v,
            Facts = facts,
            Call = call,
            HitDialplan = true,
            PresenceId = presence,
            InitialDestination = dialled,
            Profile = new CallerProfile
            {
                Username = caller,
                Dialplan = "XML",
                CallerIdName = callerName,
                CallerIdNumber = caller,
                OrigCallerIdName = callerName,
                OrigCallerIdNumber = caller,
                NetworkAddr = peer,
                Context = origin?.Context ?? "public",
                Ani = caller,
                Destination = dialled,
                Uuid = uuid,
                ChannelName = name,
                ProfileCreated = now,
                Created = now,
            },
        };
        Register(channel);
        return channel;
    }

    /// <summary>A leg dialled for another one by its bridge application.</summary>
    public Channel OutboundFor(
        Channel originator, string number, string channelName, IEnumerable<KeyValuePair<string, string>> variables, string? peer = null)
    {
        var uuid = core.NewUuid();
        var from = originator.Profile;
        var profile = from.Clone();
        profile.OrigCallerIdName = from.OrigCallerIdName;
        var leg = Outbound(originator.Call, uuid, number, channelName, profile, peer);
        var v = leg.Variables;
        v["max_forwards"] = Text(int.Parse(originator.Variables["max_forwards"] ?? "71", CultureInfo.InvariantCulture) - 1);
        v["originator"] = originator.Uuid;
        v["signal_bond"] = originator.Uuid;
        v["call_uuid"] = originator.Uuid;
        v["originate_early_media"] = "true";
        v["originating_leg_uuid"] = originator.Uuid;
        core.Blocks.Apply("outbound.bridging", v, leg.Facts);
        core.Blocks.Apply("outbound.create", v, leg.Facts);
        leg.OtherType = "originator";
        leg.Other = from.CloneWithoutTimes();
        leg.DialledFor = originator;
        foreach (var (name, value) in variables)
            v[name] = value;
        return leg;
    }

    /// <summary>A leg placed by <c>originate</c>, with no leg behind it.</summary>
    public Channel Originated(
        CallTruth call, string uuid, string number, string channelName, string cidName, string cidNumber,
        IEnumerable<KeyValuePair<string, string>> variables, string? peer = null)
    {
        var leg = Outbound(call, uuid, number, channelName, new CallerProfile
        {
            CallerIdName = cidName,
            CallerIdNumber = cidNumber,
            OrigCallerIdName = cidName,
            OrigCallerIdNumber = cidNumber,
            Ani = cidNumber,
            Source = "src/switch_ivr_originate.c",
            Context = "default",
        }, peer);
        leg.Variables["call_uuid"] = uuid;
        leg.Variables["originate_early_media"] = "true";
        core.Blocks.Apply("outbound.create", leg.Variables, leg.Facts);
        foreach (var (name, value) in variables)
            leg.Variables[name] = value;
        if (leg.Variables["ignore_early_media"] == "true")
            leg.Variables["originate_early_media"] = "false";
        return leg;
    }

    /// <summary>A leg of another switch, as its document tells of it; announced by <see cref="LegSteps.Recovered"/>.</summary>
    public Channel Recovered(CallTruth call, RecoveredLeg leg)
    {
        var d = leg.Document;
        var now = core.NowMicros();
        var variables = new ChannelVariables();
        foreach (var (name, value) in d.Variables)
            variables[name] = value;
        variables["recovered"] = "true";
        variables["session_id"] = Text(core.SessionsSinceStart + 1);
        var profile = Profile(d.Profile);
        profile.Direction = profile.LogicalDirection = d.Outbound ? "outbound" : "inbound";
        profile.Index = int.TryParse(d.ProfileIndex, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 1;
        profile.Created = now;
        profile.ProfileCreated = d.Times.ProfileCreated;
        profile.Progress = d.Times.Progress;
        profile.ProgressMedia = d.Times.ProgressMedia;
        profile.Answered = d.Times.Answered == 0 ? now : d.Times.Answered;
        profile.Resurrect = core.NowMicros();
        var other = d.Originatee ?? d.Originator;
        var channel = new Channel
        {
            Uuid = leg.Uuid,
            Name = d.Profile.ChanName,
            Inbound = !d.Outbound,
            SessionId = core.SessionsSinceStart + 1,
            Profile = profile,
            Variables = variables,
            Facts = Facts(
                profile.CallerIdNumber, profile.CallerIdName, profile.Destination, leg.Dialog.CallId, leg.Dialog.RemoteAddress),
            Call = call,
            HitDialplan = !d.Outbound,
            PresenceId = variables["presence_id"] ?? "",
            InitialDestination = profile.Destination,
            HasMedia = true,
            CallState = leg.CallState,
            OtherType = d.Originatee is not null ? "originatee" : d.Originator is not null ? "originator" : null,
            Other = other is null ? null : Profile(other),
            Running = ChannelState.INIT,
            State = ChannelState.RESET,
        };
        foreach (var name in (variables["export_vars"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            channel.Exported[name] = variables[name] ?? "";
        Register(channel);
        return channel;
    }

    private static CallerProfile Profile(RecoveryProfile p) => new()
    {
        Username = p.Username,
        Dialplan = p.Dialplan,
        CallerIdName = p.CallerIdName,
        CallerIdNumber = p.CallerIdNumber,
        OrigCallerIdName = p.CallerIdName,
        OrigCallerIdNumber = p.CallerIdNumber,
        CalleeIdName = p.CalleeIdName,
        CalleeIdNumber = p.CalleeIdNumber,
        NetworkAddr = p.NetworkAddr,
        Ani = p.Ani,
        Destination = p.DestinationNumber,
        Uuid = p.Uuid,
        Source = p.Source,
        TransferSource = p.TransferSource,
        Context = p.Context,
        Rdnis = p.Rdnis,
        ChannelName = p.ChanName,
    };

    private Channel Outbound(
        CallTruth call, string uuid, string number, string channelName, CallerProfile profile, string? peer)
    {
        var now = core.NowMicros();
        profile.Direction = "outbound";
        profile.LogicalDirection = "outbound";
        profile.CalleeIdName = "Outbound Call";
        profile.CalleeIdNumber = number;
        profile.Destination = number;
        profile.Uuid = uuid;
        profile.TransferSource = profile.Rdnis = "";
        profile.ChannelName = channelName;
        profile.Index = 1;
        profile.ProfileCreated = profile.Created = now;
        profile.Answered = profile.Progress = profile.ProgressMedia = profile.Hangup = 0;
        profile.Bridged = profile.LastHold = profile.HoldAccum = 0;
        // The shape of a Call-ID that sofia makes.
        var callId = $"{core.NewHex(8)}-{core.NewHex(4)}-1240-01a8-{++_sipCalls:x12}";
        var leg = new Channel
        {
            Uuid = uuid,
            Name = channelName,
            Inbound = false,
            SessionId = core.SessionsSinceStart + 1,
            Variables = new ChannelVariables
            {
                ["direction"] = "outbound",
                ["is_outbound"] = "true",
                ["uuid"] = uuid,
                ["session_id"] = Text(core.SessionsSinceStart + 1),
                ["channel_name"] = channelName,
            },
            Facts = Facts(profile.CallerIdNumber, profile.CallerIdName, number, callId, peer ?? core.Options.PeerAddress),
            Call = call,
            Profile = profile,
            InitialDestination = number,
        };
        Register(leg);
        return leg;
    }

    private LegFacts Facts(string caller, string callerName, string dialled, string callId, string peer) => new()
    {
        Local = core.SipAddress,
        Peer = peer,
        Caller = caller,
        CallerName = callerName,
        Dialled = dialled,
        CallId = callId,
        LocalTag = core.NewHex(13),
        RemoteTag = "r0x" + core.NewHex(8),
    };

    private void Register(Channel channel)
    {
        core.AddChannel(channel);
        channel.Call.Legs.Add(channel);
        channel.Call.LiveLegs++;
        if (channel.Call.Legs.Count == 1)
            core.Ledger.Begin(channel.Uuid, channel.Call);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
