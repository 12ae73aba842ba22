using System.Buffers;
using System.Globalization;

namespace VoipControl.Esl;

/// <summary>
/// The one place where text on its way to a switch is checked. The event socket is a line protocol: a line break in an
/// argument would be a second command, so nothing passes here that could end a line.
/// </summary>
public static class EslText
{
    /// <summary>
    /// The longest command line, in characters. FreeSWITCH takes 10 MB (read_packet in mod_event_socket.c) but reads a few
    /// bytes at a time, so a long command keeps the whole connection waiting.
    /// </summary>
    public const int MaxCommandLength = 64 * 1024;

    /// <summary>The longest single argument, in characters.</summary>
    public const int MaxArgumentLength = 8 * 1024;

    private static readonly SearchValues<char> s_controls = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 32).Append(127).Select(c => (char)c)));

    private static readonly SearchValues<char> s_lineEnds = SearchValues.Create("\r\n\0");

    private static readonly SearchValues<char> s_token = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>Refuses what no line may contain: CR, LF, NUL, half a surrogate pair, and more than <paramref name="maxLength"/> characters.</summary>
    /// <exception cref="EslArgumentException">Names <paramref name="argument"/> and what was wrong.</exception>
    public static string CheckLine(string argument, string? value, int maxLength = MaxArgumentLength)
    {
        if (value is null)
            throw new EslArgumentException(argument, "is missing");
        if (value.Length > maxLength)
            throw new EslArgumentException(argument, string.Create(CultureInfo.InvariantCulture, $"has {value.Length} characters, {maxLength} are allowed"));
        int at = value.AsSpan().IndexOfAny(s_lineEnds);
        if (at >= 0)
        {
            string name = value[at] switch { '\r' => "a carriage return", '\n' => "a line feed", _ => "a NUL" };
            throw new EslArgumentException(argument, string.Create(CultureInfo.InvariantCulture, $"contains {name} at position {at}"));
        }

        CheckSurrogates(argument, value);
        return value;
    }

    /// <summary>
    /// A whole command line. Beyond <see cref="CheckLine"/> it refuses the words with which any command, wherever they stand
    /// in it, makes FreeSWITCH unload or reload its event socket: parse_command in mod_event_socket.c replaces every command
    /// that contains "unload" or "reload" and "mod_event_socket", so a caller's name could cut off the control plane.
    /// </summary>
    /// <exception cref="EslArgumentException">Names what was wrong.</exception>
    public static string CheckCommand(string line)
    {
        CheckLine("command", line, MaxCommandLength);
        if (line.Contains("mod_event_socket", StringComparison.OrdinalIgnoreCase)
            && (line.Contains("unload", StringComparison.OrdinalIgnoreCase) || line.Contains("reload", StringComparison.OrdinalIgnoreCase)))
        {
            throw new EslArgumentException("command", "contains the words with which FreeSWITCH unloads its event socket");
        }

        return line;
    }

    /// <summary>
    /// A value for an argument or a variable: no control characters at all (bytes 1 and 2 are separators inside
    /// switch_ivr_originate.c), and no <c>${</c>, which FreeSWITCH would expand, functions included.
    /// </summary>
    /// <exception cref="EslArgumentException">Names <paramref name="argument"/> and what was wrong.</exception>
    public static string CheckValue(string argument, string? value, int maxLength = MaxArgumentLength)
    {
        CheckLine(argument, value, maxLength);
        int at = value.AsSpan().IndexOfAny(s_controls);
        if (at >= 0)
            throw new EslArgumentException(argument, string.Create(CultureInfo.InvariantCulture, $"contains control character {(int)value![at]} at position {at}"));
        if (NamesVariable(value!))
            throw new EslArgumentException(argument, "contains ${, which the switch would expand");
        return value!;
    }

    /// <summary>A name: letters, digits, <c>_ - .</c>, not empty. Variables, profiles, gateways, contexts, applications.</summary>
    /// <exception cref="EslArgumentException">Names <paramref name="argument"/> and what was wrong.</exception>
    public static string CheckToken(string argument, string? value, int maxLength = 128)
    {
        CheckLine(argument, value, maxLength);
        if (value!.Length == 0)
            throw new EslArgumentException(argument, "must not be empty");
        int at = value.AsSpan().IndexOfAnyExcept(s_token);
        if (at >= 0)
            throw new EslArgumentException(argument, string.Create(CultureInfo.InvariantCulture, $"may contain letters, digits, '_', '-' and '.' only; position {at} has another character"));
        if (value[0] == '-')
            throw new EslArgumentException(argument, "must not begin with '-'");
        return value;
    }

    // switch_string_var_check in switch_utils.h: a dollar sign, any backslashes, a brace.
    private static bool NamesVariable(string value)
    {
        bool dollar = false;
        foreach (char c in value)
        {
            if (c == '{' && dollar)
                return true;
            dollar = c == '$' || (dollar && c == '\\');
        }

        return false;
    }

    private static void CheckSurrogates(string argument, string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (i + 1 >= value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
                throw new EslArgumentException(argument, string.Create(CultureInfo.InvariantCulture, $"contains half a surrogate pair at position {i}"));
            i++;
        }
    }
}
