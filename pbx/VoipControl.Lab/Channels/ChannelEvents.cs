namespace VoipControl.Lab.Channels;

/// <summary>Turns a channel into the headers of its events, in the order of switch_channel_event_set_data.</summary>
internal static class ChannelEvents
{
    // Event-Calling-* of the captures; readers that log them see the usual places.
    private static readonly Dictionary<string, (string File, string Function, int Line)> Origins = new(StringComparer.Ordinal)
    {
        ["CHANNEL_CREATE"] = ("switch_core_state_machine.c", "switch_core_session_run", 626),
        ["CHANNEL_PROGRESS"] = ("switch_channel.c", "switch_channel_perform_mark_ring_ready_value", 3505),
        ["CHANNEL_PROGRESS_MEDIA"] = ("switch_channel.c", "switch_channel_perform_mark_pre_answered", 3569),
        ["CHANNEL_ANSWER"] = ("switch_channel.c", "switch_channel_perform_mark_answered", 3840),
        ["CHANNEL_BRIDGE"] = ("switch_ivr_bridge.c", "switch_ivr_multi_threaded_bridge", 1741),
        ["CHANNEL_UNBRIDGE"] = ("switch_ivr_bridge.c", "switch_ivr_multi_threaded_bridge", 1868),
        ["CALL_UPDATE"] = ("mod_sofia.c", "sofia_receive_message", 2553),
        ["CHANNEL_HOLD"] = ("switch_ivr.c", "switch_ivr_hold", 2017),
        ["CHANNEL_UNHOLD"] = ("switch_ivr.c", "switch_ivr_unhold", 2064),
        ["CHANNEL_PARK"] = ("switch_ivr.c", "switch_ivr_park", 995),
        ["CHANNEL_UNPARK"] = ("switch_ivr.c", "switch_ivr_park", 1178),
        ["CHANNEL_HANGUP"] = ("switch_channel.c", "switch_channel_perform_hangup", 3396),
        ["CHANNEL_HANGUP_COMPLETE"] = ("switch_core_state_machine.c", "switch_core_session_reporting_state", 970),
        ["CHANNEL_DESTROY"] = ("switch_core_session.c", "switch_core_session_perform_destroy", 1609),
        ["CHANNEL_DATA"] = ("mod_commands.c", "uuid_dump_function", 6468),
        ["RECORD_START"] = ("switch_ivr_async.c", "record_callback", 1384),
        ["RECORD_STOP"] = ("switch_ivr_async.c", "send_record_stop_event", 1167),
        ["PLAYBACK_START"] = ("switch_ivr_play_say.c", "switch_ivr_play_file", 1741),
        ["PLAYBACK_STOP"] = ("switch_ivr_play_say.c", "switch_ivr_play_file", 1943),
        ["REQUEST_PARAMS"] = ("mod_dialplan_xml.c", "dialplan_xml_locate", 0),
        ["DTMF"] = ("switch_channel.c", "switch_channel_dequeue_dtmf", 622),
    };

    /// <param name="core">Gives the event its time and sequence.</param>
    /// <param name="channel">The channel as it is now.</param>
    /// <param name="name">Event-Name.</param>
    /// <param name="before">Headers that stand before the channel's.</param>
    /// <param name="after">Headers that stand after its variables.</param>
    public static SwitchEvent Make(
        SwitchCore core, Channel channel, string name,
        ReadOnlySpan<(string Name, string Value)> before = default, ReadOnlySpan<(string Name, string Value)> after = default)
    {
        var (file, function, line) = Origins[name];
        var e = core.NewEvent(name, file, function, line);
        foreach (var (header, value) in before)
            e.Add(header, value);
        AddBasics(e, channel);
        AddProfile(e, "Caller", channel.Profile, withIndex: true);
        if (channel is { OtherType: { } type, Other: { } other })
        {
            e.Add("Other-Type", type);
            AddProfile(e, "Other-Leg", other, withIndex: false);
        }
        foreach (var variable in channel.Variables)
            e.Add("variable_" + variable.Key, variable.Value);
        foreach (var (header, value) in after)
            e.Add(header, value);
        return e;
    }

    private static void AddBasics(SwitchEvent e, Channel c)
    {
        var direction = c.Inbound ? "inbound" : "outbound";
        e.Add("Channel-State", c.StateName)
            .Add("Channel-Call-State", c.CallState)
            .Add("Channel-State-Number", (int)c.State)
            .Add("Channel-Name", c.Name)
            .Add("Unique-ID", c.Uuid)
            .Add("Call-Direction", direction)
            .Add("Presence-Call-Direction", direction)
            .Add("Channel-HIT-Dialplan", c.HitDialplan ? "true" : "false")
            .Add("Channel-Presence-ID", c.PresenceId)
            .Add("Channel-Call-UUID", c.CallUuid)
            .Add("Answer-State", c.AnswerState)
            .Add("Hangup-Cause", c.HangupCause);
        if (!c.HasMedia)
            return;
        e.Add("Channel-Read-Codec-Name", c.Codec)
            .Add("Channel-Read-Codec-Rate", "8000")
            .Add("Channel-Read-Codec-Bit-Rate", "64000")
            .Add("Channel-Write-Codec-Name", c.Codec)
            .Add("Channel-Write-Codec-Rate", "8000")
            .Add("Channel-Write-Codec-Bit-Rate", "64000");
    }

    private static void AddProfile(SwitchEvent e, string prefix, CallerProfile p, bool withIndex)
    {
        e.Add(prefix + "-Direction", p.Direction)
            .Add(prefix + "-Logical-Direction", p.LogicalDirection)
            .Add(prefix + "-Username", p.Username)
            .Add(prefix + "-Dialplan", p.Dialplan)
            .Add(prefix + "-Caller-ID-Name", p.CallerIdName)
            .Add(prefix + "-Caller-ID-Number", p.CallerIdNumber)
            .Add(prefix + "-Orig-Caller-ID-Name", p.OrigCallerIdName)
            .Add(prefix + "-Orig-Caller-ID-Number", p.OrigCallerIdNumber)
            .Add(prefix + "-Callee-ID-Name", p.CalleeIdName)
            .Add(prefix + "-Callee-ID-Number", p.CalleeIdNumber)
            .Add(prefix + "-Network-Addr", p.NetworkAddr)
            .Add(prefix + "-ANI", p.Ani)
            .Add(prefix + "-Destination-Number", p.Destination)
            .Add(prefix + "-Unique-ID", p.Uuid)
            .Add(prefix + "-Source", p.Source)
            .Add(prefix + "-Transfer-Source", p.TransferSource)
            .Add(prefix + "-Context", p.Context)
            .Add(prefix + "-RDNIS", p.Rdnis)
            .Add(prefix + "-Channel-Name", p.ChannelName);
        if (withIndex)
            e.Add(prefix + "-Profile-Index", p.Index);
        e.Add(prefix + "-Profile-Created-Time", p.ProfileCreated)
            .Add(prefix + "-Channel-Created-Time", p.Created)
            .Add(prefix + "-Channel-Answered-Time", p.Answered)
            .Add(prefix + "-Channel-Progress-Time", p.Progress)
            .Add(prefix + "-Channel-Progress-Media-Time", p.ProgressMedia)
            .Add(prefix + "-Channel-Hangup-Time", p.Hangup)
            .Add(prefix + "-Channel-Transfer-Time", "0")
            .Add(prefix + "-Channel-Resurrect-Time", p.Resurrect)
            .Add(prefix + "-Channel-Bridged-Time", p.Bridged)
            .Add(prefix + "-Channel-Last-Hold", p.LastHold)
            .Add(prefix + "-Channel-Hold-Accum", p.HoldAccum)
            .Add(prefix + "-Screen-Bit", "true")
            .Add(prefix + "-Privacy-Hide-Name", "false")
            .Add(prefix + "-Privacy-Hide-Number", "false");
    }
}
