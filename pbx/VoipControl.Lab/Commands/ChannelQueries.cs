using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Commands;

/// <summary>The uuid_ commands that only look (mod_commands.c). Callers hold <see cref="SwitchCore.Gate"/>.</summary>
internal sealed class ChannelQueries(SwitchCore core)
{
    private const string NoChannel = "-ERR No such channel!\n";

    public string Exists(string uuid) =>
        core.Find(uuid) is not null || core.FloodLegs?.Invoke().Any(l => l.Uuid == uuid) == true ? "true" : "false";

    public string GetVariable(string argument)
    {
        var words = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            return "-USAGE: <uuid> <var>\n";
        return core.Find(words[0]) is not { } c ? NoChannel : c.Variables[words[1]] ?? "_undef_";
    }

    public string Dump(string argument)
    {
        var words = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return "-USAGE: <uuid> [format]\n";
        if (core.Find(words[0]) is not { } c)
            return NoChannel;
        var format = words.ElementAtOrDefault(1)?.ToLowerInvariant() ?? "txt";
        if (format == "xml")
            return "-ERR Unable to create xml!\n";
        var e = ChannelEvents.Make(core, c, "CHANNEL_DATA");
        return format == "json" ? EventText.Json(e) : EventText.Plain(e, encode: format != "plain");
    }

    public string MediaBugs(string argument)
    {
        if (argument.Length == 0)
            return "-USAGE: <uuid>\n";
        if (core.Find(argument) is not { } c)
            return NoChannel;
        // The path as it is, not as XML, like the real one (switch_core_media_bug_enumerate).
        var bugs = string.Concat(c.Recordings.Select(r =>
            $" <media-bug>\n  <function>session_record</function>\n  <target>{r.Path}</target>\n"
            + "  <thread-locked>0</thread-locked>\n </media-bug>\n"));
        return $"<media-bugs>\n{bugs}</media-bugs>\n";
    }
}
