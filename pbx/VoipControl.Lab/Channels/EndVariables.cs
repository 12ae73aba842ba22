using System.Globalization;

namespace VoipControl.Lab.Channels;

/// <summary>The variables of times and durations that a leg gets at its end (switch_channel_set_timestamps).</summary>
internal static class EndVariables
{
    public static void Set(Channel c)
    {
        var v = c.Variables;
        var p = c.Profile;
        v["hangup_cause"] = c.HangupCause;
        v["hangup_cause_q850"] = Text(HangupCauses.Q850(c.HangupCause));
        v["digits_dialed"] = "none";
        if (c.HoldEvents.Count > 0)
            v["hold_events"] = "{" + string.Join(',', c.HoldEvents.Select(h => $"{{{h.From},{h.To}}}")) + "}";
        Stamp(v, "start", p.Created);
        Stamp(v, "profile_start", p.ProfileCreated);
        Stamp(v, "answer", p.Answered);
        Stamp(v, "bridge", p.Bridged);
        Stamp(v, "progress", p.Progress);
        Stamp(v, "progress_media", p.ProgressMedia);
        Stamp(v, "end", p.Hangup);
        Epoch(v, "start", p.Created);
        Epoch(v, "profile_start", p.ProfileCreated);
        Epoch(v, "answer", p.Answered);
        Epoch(v, "bridge", p.Bridged);
        Epoch(v, "last_hold", p.LastHold);
        v["hold_accum_seconds"] = Text(p.HoldAccum / 1_000_000);
        v["hold_accum_usec"] = Text(p.HoldAccum);
        v["hold_accum_ms"] = Text(p.HoldAccum / 1000);
        Epoch(v, "resurrect", 0);
        Epoch(v, "progress", p.Progress);
        Epoch(v, "progress_media", p.ProgressMedia);
        Epoch(v, "end", p.Hangup);
        if (c.Application.Length > 0)
        {
            v["last_app"] = c.Application;
            v["last_arg"] = c.ApplicationData;
        }
        v["caller_id"] = p.CallerIdName.Length > 0 ? $"\"{p.CallerIdName}\" <{p.CallerIdNumber}>" : p.CallerIdNumber;
        Durations(v, p);
    }

    private static void Durations(ChannelVariables v, CallerProfile p)
    {
        ReadOnlySpan<(string Name, string Tail, long Divisor)> units =
            [("duration", "sec", 1_000_000), ("mduration", "msec", 1000), ("uduration", "usec", 1)];
        foreach (var (total, tail, divisor) in units)
        {
            v[total] = Span(p.Created, p.Hangup, divisor);
            v["bill" + tail] = Span(p.Answered, p.Hangup, divisor);
            v["progress" + tail] = Span(p.Created, p.Progress, divisor);
            v["answer" + tail] = Span(p.Created, p.Answered, divisor);
            v["wait" + tail] = Span(p.Created, p.Bridged, divisor);
            v["progress_media" + tail] = Span(p.Created, p.ProgressMedia, divisor);
            v["flow_bill" + tail] = Span(p.Created, p.Hangup, divisor);
        }
    }

    // Both ends are cut to the unit before they are subtracted, as the switch does.
    private static string Span(long from, long to, long divisor) =>
        Text(from == 0 || to == 0 ? 0 : (to / divisor) - (from / divisor));

    private static void Stamp(ChannelVariables v, string name, long micros)
    {
        if (micros != 0)
            v[name + "_stamp"] = SwitchCore.Stamp(micros);
    }

    private static void Epoch(ChannelVariables v, string name, long micros)
    {
        v[name + "_epoch"] = Text(micros / 1_000_000);
        v[name + "_uepoch"] = Text(micros);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
