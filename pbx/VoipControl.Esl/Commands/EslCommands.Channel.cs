using System.Buffers;
using System.Globalization;
using System.Text;

namespace VoipControl.Esl;

public static partial class EslCommands
{
    // uuid_setvar_multi_function has room for 64.
    private const int MaxVariablesAtOnce = 60;

    // is_dtmf in switch_utils.h: digits, A to D, F (flash), w and W (pauses), * and #.
    private static readonly SearchValues<char> s_dtmf = SearchValues.Create("0123456789ABCDabcdFfWw*#");

    /// <summary>Hangs up a channel.</summary>
    public static EslApi Kill(Guid channel, string cause = EslHangupCauses.NormalClearing) =>
        new("uuid_kill", $"{Id(channel)} {EslHangupCauses.Check(cause)}");

    /// <summary>Sends a channel, the one it is bridged to, or both, to an extension of the dialplan.</summary>
    public static EslApi Transfer(Guid channel, string extension, string dialplan = "XML", string context = "default", EslLegs legs = EslLegs.This)
    {
        string word = EslQuoting.Argument("extension", extension);
        if (extension[0] == '-')
            throw new EslArgumentException("extension", "must not begin with '-'");
        return new("uuid_transfer", $"{Id(channel)} {TransferLegs(legs)}{word} {EslText.CheckToken("dialplan", dialplan)} {EslText.CheckToken("context", context)}");
    }

    /// <summary>Sends a channel, the one it is bridged to, or both, to applications that are run one after the other
    /// (dialplan inline, mod_dptools.c).</summary>
    public static EslApi TransferInline(Guid channel, EslLegs legs, params IEnumerable<(string Application, string Argument)> applications)
    {
        var list = new StringBuilder();
        foreach ((string application, string argument) in applications)
        {
            EslText.CheckToken("application", application);
            // m:X: at the very beginning would choose another separator.
            if (application == "m")
                throw new EslArgumentException("application", "must not be 'm'");
            list.Append(list.Length > 0 ? "," : "").Append(application);
            if (argument.Length > 0)
                list.Append(':').Append(EslQuoting.Level(EslQuoting.ApplicationArgument(argument), ','));
        }

        if (list.Length == 0)
            throw new EslArgumentException("applications", "must not be empty");
        return new("uuid_transfer", $"{Id(channel)} {TransferLegs(legs)}{EslQuoting.Word(list.ToString())} inline");
    }

    /// <summary>Connects two channels with each other.</summary>
    public static EslApi Bridge(Guid channel, Guid other) => new("uuid_bridge", $"{Id(channel)} {Id(other)}");

    /// <summary>Holds a channel or takes it back. Answers -ERR when there is nothing to change.</summary>
    public static EslApi Hold(Guid channel, EslHold hold) => new("uuid_hold", hold switch
    {
        EslHold.On => Id(channel),
        EslHold.Off => $"off {Id(channel)}",
        _ => $"toggle {Id(channel)}",
    });

    /// <summary>Parks a channel.</summary>
    public static EslApi Park(Guid channel) => new("uuid_park", Id(channel));

    /// <summary>Plays a file to a call.</summary>
    public static EslApi Broadcast(Guid channel, string path, EslLegs legs = EslLegs.This)
    {
        string word = EslQuoting.Argument("path", path);
        // switch_ivr_broadcast takes app::argument; a path must not become an application.
        if (path.Contains("::", StringComparison.Ordinal))
            throw new EslArgumentException("path", "must not contain '::'");
        return new("uuid_broadcast", $"{Id(channel)} {word} {BroadcastLegs(legs)}");
    }

    /// <summary>Runs an application on a call beside what it does.</summary>
    public static EslApi BroadcastApplication(Guid channel, string application, string argument, EslLegs legs = EslLegs.This)
    {
        EslText.CheckToken("application", application);
        return new("uuid_broadcast", $"{Id(channel)} {EslQuoting.Word($"{application}::{EslQuoting.ApplicationArgument(argument)}")} {BroadcastLegs(legs)}");
    }

    /// <summary>Begins to record a channel into a file; <paramref name="limit"/> ends it, zero does not.</summary>
    public static EslApi RecordStart(Guid channel, string path, TimeSpan limit = default)
    {
        double seconds = Math.Ceiling(limit.TotalSeconds);
        if (seconds is < 0 or > 86_400)
            throw new EslArgumentException("limit", "must be 0 to 24 h");
        return new("uuid_record", string.Create(CultureInfo.InvariantCulture, $"{Id(channel)} start {RecordPath(path)} {(int)seconds}"));
    }

    /// <summary>Ends a recording.</summary>
    public static EslApi RecordStop(Guid channel, string path) => new("uuid_record", $"{Id(channel)} stop {RecordPath(path)}");

    /// <summary>Records silence from now on, for example while a card number is spoken.</summary>
    public static EslApi RecordMask(Guid channel, string path) => new("uuid_record", $"{Id(channel)} mask {RecordPath(path)}");

    /// <summary>Records sound again.</summary>
    public static EslApi RecordUnmask(Guid channel, string path) => new("uuid_record", $"{Id(channel)} unmask {RecordPath(path)}");

    /// <summary>Sets a channel variable; an empty value unsets it.</summary>
    public static EslApi SetVar(Guid channel, string name, string value)
    {
        EslText.CheckToken("variable name", name);
        EslText.CheckValue($"variable {name}", value);
        return new("uuid_setvar", value.Length == 0 ? $"{Id(channel)} {name}" : $"{Id(channel)} {name} {EslQuoting.Word(value)}");
    }

    /// <summary>Sets up to 60 channel variables at once; empty values unset.</summary>
    public static EslApi SetVars(Guid channel, IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        if (variables.Count is 0 or > MaxVariablesAtOnce)
            throw new EslArgumentException("variables", string.Create(CultureInfo.InvariantCulture, $"must be 1 to {MaxVariablesAtOnce}"));
        var list = new StringBuilder();
        foreach ((string name, string value) in variables)
        {
            EslText.CheckToken("variable name", name);
            EslText.CheckValue($"variable {name}", value);
            list.Append(list.Length > 0 ? ";" : "").Append(name).Append('=').Append(EslQuoting.Level(value, ';'));
        }

        return new("uuid_setvar_multi", $"{Id(channel)} {list}");
    }

    /// <summary>A channel variable; see <see cref="EslResponses.ReadVariable"/>.</summary>
    public static EslApi GetVar(Guid channel, string name) => new("uuid_getvar", $"{Id(channel)} {EslText.CheckToken("variable name", name)}");

    /// <summary>Sends digits to the channel's far end: 0-9 A-D * # F w W, at most 128, with a length each in milliseconds if given.</summary>
    public static EslApi SendDtmf(Guid channel, string digits, int? milliseconds = null)
    {
        EslText.CheckLine("digits", digits, 128);
        if (digits.Length == 0 || digits.AsSpan().IndexOfAnyExcept(s_dtmf) >= 0)
            throw new EslArgumentException("digits", "must be 0-9, A-D, *, #, F, w or W, and at least one");
        if (milliseconds is < 40 or > 8000)
            throw new EslArgumentException("milliseconds", "must be 40 to 8000");
        return new("uuid_send_dtmf", string.Create(CultureInfo.InvariantCulture, $"{Id(channel)} {digits}{(milliseconds is null ? "" : "@")}{milliseconds}"));
    }

    /// <summary>Whether the channel exists; see <see cref="EslResponses.ReadExists"/>.</summary>
    public static EslApi Exists(Guid channel) => new("uuid_exists", Id(channel));

    /// <summary>
    /// All headers and variables of a channel, as an event: <see cref="EslEvent.FromPlain"/> or <see cref="EslEvent.FromJson"/>
    /// reads it. The encoded form is called txt: what uuid_dump calls plain is not encoded, and a line end in a variable would
    /// end the line (uuid_dump_function).
    /// </summary>
    public static EslApi Dump(Guid channel, bool json = false) => new("uuid_dump", $"{Id(channel)} {(json ? "json" : "txt")}");

    /// <summary>What listens to or records a channel, as XML.</summary>
    public static EslApi BugList(Guid channel) => new("uuid_buglist", Id(channel));

    private static string Id(Guid channel) =>
        channel != Guid.Empty ? channel.ToString("D") : throw new EslArgumentException("channel", "must not be the empty UUID");

    private static string TransferLegs(EslLegs legs) => legs switch
    {
        EslLegs.Other => "-bleg ",
        EslLegs.Both => "-both ",
        _ => "",
    };

    private static string BroadcastLegs(EslLegs legs) => legs switch
    {
        EslLegs.Other => "bleg",
        EslLegs.Both => "both",
        _ => "aleg",
    };

    private static string RecordPath(string path)
    {
        string word = EslQuoting.Argument("path", path);
        // A file name may carry parameters in brackets (switch_core_file.c).
        if (path[0] is '{' or '[' or '<')
            throw new EslArgumentException("path", "must not begin with a bracket");
        return word;
    }
}
