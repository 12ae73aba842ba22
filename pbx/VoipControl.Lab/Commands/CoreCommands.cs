using System.Globalization;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Commands;

/// <summary>Commands about the switch as a whole (mod_commands.c). Callers hold <see cref="SwitchCore.Gate"/>.</summary>
internal sealed class CoreCommands(SwitchLife life, UuidCommands uuids)
{
    private const string ControlUsage = "[api_expansion [on|off]|recover|send_sighup|hupall|pause [inbound|outbound]"
        + "|resume [inbound|outbound]|shutdown [cancel|elegant|asap|now|restart]|sps|sps_peak_reset|sync_clock|sync_clock_when_idle"
        + "|reclaim_mem|max_sessions|min_dtmf_duration [num]|max_dtmf_duration [num]|default_dtmf_duration [num]|min_idle_cpu"
        + "|loglevel [level]|debug_level [level]|mdns_resolve [enable|disable]]";

    private static readonly HashSet<string> Modules = new(StringComparer.Ordinal)
    {
        "mod_commands", "mod_conference", "mod_dialplan_xml", "mod_dptools", "mod_event_socket", "mod_json_cdr", "mod_lua", "mod_sofia",
        "mod_tone_stream", "mod_xml_curl", "mod_sndfile", "mod_console", "mod_logfile",
    };

    private readonly SwitchCore _core = life.Core;

    public string Version(string argument) => argument == "short" ? LabVersion.Short + "\n" : LabVersion.Banner + "\n";

    public string Status(string argument)
    {
        _ = argument;
        var channels = _core.Channels.Count;
        return $"UP {HeartbeatEvents.UptimeText(_core.UptimeMicros)}\n"
            + $"{LabVersion.Banner} is ready\n"
            + $"{_core.SessionsSinceStart} session(s) since startup\n"
            + $"{channels} session(s) - peak {_core.PeakSessions}, last 5min {_core.PeakSessions} \n"
            + "0 session(s) per Sec out of max 500, peak 4, last 5min 4 \n"
            + $"{_core.Options.MaxSessions} session(s) max\nmin idle cpu 0.00/98.00\nCurrent Stack Size/Max 240K/8192K\n";
    }

    public string Uptime(string argument) => (_core.UptimeMicros / (argument switch
    {
        "ms" => 1000,
        "us" => 1,
        _ => 1_000_000,
    })).ToString(CultureInfo.InvariantCulture) + "\n";

    public string Epoch(string argument) =>
        argument.Length == 0 ? (_core.NowMicros() / 1_000_000).ToString(CultureInfo.InvariantCulture) : "-ERR Invalid date\n";

    public string GlobalVariable(string argument)
    {
        (string Name, string Value)[] all =
        [
            ("hostname", _core.Options.Name), ("local_ip_v4", _core.SipAddress), ("switchname", _core.Options.Switchname),
            ("recordings_dir", _core.Options.RecordingDirectory), ("core_uuid", _core.CoreId),
        ];
        if (argument.Length == 0)
            return string.Concat(all.Select(v => $"{v.Name}={v.Value}\n"));
        return all.FirstOrDefault(v => v.Name == argument).Value ?? life.Sip?.GlobalVariable(argument) ?? "";
    }

    public string ModuleExists(string argument) =>
        argument.Length == 0 ? "-USAGE: <module>\n" : Modules.Contains(argument) ? "true" : "false";

    /// <summary>There is no script engine; the answer is that of a script that does not exist.</summary>
    public string Lua(string argument) => argument.Length == 0 ? "-ERR no reply\n" : "-ERR Cannot find script\n";

    public string Control(string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case []:
                return $"-USAGE: {ControlUsage}\n";
            case ["pause" or "resume", ..]:
                var pause = words[0] == "pause";
                if (words.ElementAtOrDefault(1) != "outbound")
                    _core.PausedInbound = pause;
                if (words.ElementAtOrDefault(1) != "inbound")
                    _core.PausedOutbound = pause;
                return "+OK\n";
            case ["pause_check", "inbound"]:
                return Text(_core.PausedInbound);
            case ["pause_check", "outbound"]:
                return Text(_core.PausedOutbound);
            case ["pause_check"]:
                return Text(_core is { PausedInbound: true, PausedOutbound: true });
            case ["ready_check"]:
                return "true";
            case ["shutdown_check"]:
                return "false";
            case ["max_sessions", ..]:
                return $"+OK max sessions: {_core.Options.MaxSessions}\n";
            case ["sps", ..]:
                return "+OK sessions per second: 500\n";
            case ["last_sps"]:
                return "+OK last sessions per second: 0\n";
            case ["loglevel", ..]:
                return "+OK log level: DISABLE [-1]\n";
            case ["recover"]:
                return "+OK 0 session(s) recovered in total\n";
            case ["hupall", ..]:
                uuids.HangUpAll(words.ElementAtOrDefault(1) ?? "");
                return "+OK\n";
            case ["send_sighup" or "reclaim_mem" or "flush_db_handles" or "calibrate_clock"]:
                return "+OK\n";
            case ["sync_clock"]:
                return "+OK clock synchronized\n";
            default:
                return $"-ERR Invalid command\nUSAGE: fsctl {ControlUsage}\n";
        }
    }

    private static string Text(bool value) => value ? "true" : "false";
}
