namespace VoipControl.Esl;

/// <summary>
/// Builds api commands whose arguments cannot become anything else (mod_commands.c, mod_sofia.c, mod_lua.cpp of 1.10.12).
/// Where an argument takes free text it is quoted by the rules of the switch's own parser; where it cannot be, it is refused
/// with an <see cref="EslArgumentException"/> that names it. <see cref="EslOriginate"/> builds originate.
/// </summary>
public static partial class EslCommands
{
    /// <summary>The host's name. Costs the switch nothing, so it serves as a ping too.</summary>
    public static EslApi HostName() => new("hostname");

    /// <summary>The name under which the switch stores its recovery rows.</summary>
    public static EslApi SwitchName() => new("switchname");

    /// <summary>Version, uptime, sessions: text for people. See <see cref="EslResponses.ReadStatus"/>.</summary>
    public static EslApi Status() => new("status");

    /// <summary>Seconds since the start, as a number.</summary>
    public static EslApi Uptime() => new("uptime");

    /// <summary>The version, one short line.</summary>
    public static EslApi Version() => new("version", "short");

    /// <summary>A global variable; empty when it is not set.</summary>
    public static EslApi GlobalGetVar(string name) => new("global_getvar", EslText.CheckToken("variable name", name));

    /// <summary>Sets a global variable; an empty value unsets it.</summary>
    public static EslApi GlobalSetVar(string name, string value)
    {
        EslText.CheckToken("variable name", name);
        EslText.CheckValue("value", value);
        return new("global_setvar", $"{name}={EslQuoting.Level(value, '=')}");
    }

    /// <summary>Every channel as json; see <see cref="EslResponses.ReadChannels"/>.</summary>
    public static EslApi ShowChannels() => new("show", "channels as json");

    /// <summary>Every bridged pair and lone channel as json; see <see cref="EslResponses.ReadRows"/>.</summary>
    public static EslApi ShowCalls() => new("show", "calls as json");

    /// <summary>Every registration as json; see <see cref="EslResponses.ReadRows"/>.</summary>
    public static EslApi ShowRegistrations() => new("show", "registrations as json");

    /// <summary>Any other listing as json, for example <c>modules</c> or <c>bridged_calls</c>.</summary>
    public static EslApi Show(string what) => new("show", $"{EslText.CheckToken("listing", what)} as json");

    /// <summary>Takes no new calls; those that are up go on.</summary>
    public static EslApi Pause() => new("fsctl", "pause");

    /// <summary>Takes calls again.</summary>
    public static EslApi Resume() => new("fsctl", "resume");

    /// <summary>Takes no new calls and ends the process when the last one is over.</summary>
    public static EslApi ShutdownWhenEmpty() => new("fsctl", "shutdown elegant");

    /// <summary>Takes back <see cref="ShutdownWhenEmpty"/>.</summary>
    public static EslApi CancelShutdown() => new("fsctl", "shutdown cancel");

    /// <summary>Ends the process now; calls are hung up.</summary>
    public static EslApi ShutdownNow() => new("fsctl", "shutdown now");

    /// <summary>Hangs up every call.</summary>
    public static EslApi HangUpAll(string cause = EslHangupCauses.NormalClearing) => new("hupall", EslHangupCauses.Check(cause));

    /// <summary>Reads the XML configuration again.</summary>
    public static EslApi ReloadXml() => new("reloadxml");

    /// <summary>
    /// Runs a lua script with arguments, and returns what it writes to its stream. Apostrophes and backslashes in arguments
    /// are refused: mod_lua.cpp pastes them between apostrophes into lua source, and escapes only the apostrophe.
    /// </summary>
    public static EslApi Lua(string script, params IEnumerable<string> arguments)
    {
        EslText.CheckLine("script", script, 512);
        if (script.Length == 0 || !script.AsSpan().ContainsOnlyFileNameCharacters())
            throw new EslArgumentException("script", "must be a file name or path of letters, digits, '_', '-', '.' and '/'");
        var words = new List<string> { script };
        foreach (string argument in arguments)
        {
            EslText.CheckValue("lua argument", argument);
            if (argument.AsSpan().IndexOfAny('\'', '\\') >= 0)
                throw new EslArgumentException("lua argument", "must not contain an apostrophe or a backslash");
            words.Add(EslQuoting.Argument("lua argument", argument));
        }

        return new("lua", string.Join(' ', words));
    }

    private static bool ContainsOnlyFileNameCharacters(this ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '/'))
                return false;
        }

        return true;
    }
}
