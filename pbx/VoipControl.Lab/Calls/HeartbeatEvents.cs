using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Calls;

/// <summary>The HEARTBEAT event (switch_core.c, send_heartbeat).</summary>
internal static class HeartbeatEvents
{
    public static void Fire(SwitchCore core)
    {
        var uptime = core.UptimeMicros;
        var e = core.NewEvent("HEARTBEAT", "switch_core.c", "send_heartbeat", 95);
        core.Fire(e.Add("Event-Info", "System Ready")
            .Add("Up-Time", UptimeText(uptime))
            .Add("FreeSWITCH-Version", LabVersion.Full)
            .Add("Uptime-msec", uptime / 1000)
            .Add("Session-Count", core.Channels.Count)
            .Add("Max-Sessions", core.Options.MaxSessions)
            .Add("Session-Per-Sec", "500")
            .Add("Session-Per-Sec-Last", "0")
            .Add("Session-Per-Sec-Max", "2")
            .Add("Session-Per-Sec-FiveMin", "2")
            .Add("Session-Since-Startup", core.SessionsSinceStart)
            .Add("Session-Peak-Max", core.PeakSessions)
            .Add("Session-Peak-FiveMin", core.PeakSessions)
            .Add("Idle-CPU", "98.000000"));
        core.SkipSequence();
    }

    public static string UptimeText(long micros)
    {
        var t = TimeSpan.FromMicroseconds(micros);
        return $"0 years, {t.Days} days, {t.Hours} hours, {t.Minutes} minutes, {t.Seconds} seconds, "
            + $"{t.Milliseconds} milliseconds, {micros % 1000} microseconds";
    }
}
