using System.Text;

namespace VoipControl.Tests.Esl;

/// <summary>
/// What FreeSWITCH 1.10.12 makes of a command line, written anew from its parser: switch_separate_string and
/// switch_find_end_paren (switch_utils.c), switch_event_create_brackets (switch_event.c), originate_function
/// (mod_commands.c), the splitting part of switch_ivr_originate.c, switch_channel_expand_variables (switch_channel.c). Kept
/// close to the C, quirks included, so that the builders are held against the switch and not against our idea of it.
/// </summary>
internal static class SwitchParser
{
    private const char QuotedComma = (char)1;
    private const char UnquotedComma = (char)2;

    public sealed record Leg(string Endpoint, Dictionary<string, string> Variables);

    public sealed record Dialled(Dictionary<string, string> Variables, List<List<Leg>> Groups);

    public sealed record Originate(Dialled Dial, string Extension, string? Dialplan, string? Context, string? CallerName, string? CallerNumber, string Timeout)
    {
        /// <summary>The application and the argument it sees, when the extension is one.</summary>
        public (string Name, string Argument) Application()
        {
            string text = Extension[1..];
            int close = text.IndexOf(')', StringComparison.Ordinal);
            if (close >= 0)
                text = text[..close];
            int open = text.IndexOf('(', StringComparison.Ordinal);
            return open < 0 ? (text, "") : (text[..open], Added(text[(open + 1)..]));
        }
    }

    public static Originate ParseOriginate(string arguments)
    {
        List<string> words = Separate(arguments.Trim(' ', '\t'), ' ', 10);
        if (words.Count is < 2 or > 7)
            throw new FormatException($"-USAGE with {words.Count} words");
        string?[] argv = new string?[7];
        for (int i = 0; i < words.Count; i++)
            argv[i] = words[i].Equals("undef", StringComparison.OrdinalIgnoreCase) ? null : words[i];
        return new Originate(ParseDial(argv[0]!), argv[1]!, argv[2], argv[3], argv[4], argv[5], argv[6]!);
    }

    public static Dialled ParseDial(string data)
    {
        if (data.Contains(":_:", StringComparison.Ordinal))
            throw new FormatException("enterprise originate");
        if (data.Contains("origination_nested_vars=true", StringComparison.OrdinalIgnoreCase))
            throw new FormatException("nested variables");
        data = data.TrimStart(' ');
        var global = new Dictionary<string, string>();
        if (data.StartsWith('<'))
            throw new FormatException("ultra-global variables");
        while (data.StartsWith('{'))
            data = Brackets(data, '{', '}', ',', global);
        var groups = new List<List<Leg>>();
        foreach (string pipe in Separate(data.TrimStart(' '), '|', 64))
            groups.Add([.. Separate(MarkCommas(pipe), ',', 64).Select(ParseLeg)]);
        return new Dialled(global, groups);
    }

    public static List<(string Name, string Argument)> ParseInline(string destination)
    {
        char separator = ',';
        if (destination.Length > 3 && destination[0] == 'm' && destination[1] == ':' && destination[3] == ':')
        {
            separator = destination[2];
            destination = destination[4..];
        }

        var applications = new List<(string, string)>();
        foreach (string item in Separate(destination, separator, 128))
        {
            int colon = item.IndexOf(':', StringComparison.Ordinal);
            applications.Add(colon < 0 ? (item, "") : (item[..colon].TrimStart(' '), Added(item[(colon + 1)..])));
        }

        return applications;
    }

    public static List<string> Separate(string text, char delimiter, int max)
    {
        if (text.StartsWith("^^", StringComparison.Ordinal) && text.Length > 3)
        {
            delimiter = text[2];
            text = text[3..];
        }

        return delimiter == ' ' ? SeparateBlank(text, max) : SeparateAt(text, delimiter, max);
    }

    // switch_channel_expand_variables for a text without ${, which the builders never let through.
    public static string Expand(string text)
    {
        if (text.Contains("${", StringComparison.Ordinal))
            throw new FormatException("expanded");
        if (!HasEscapedData(text))
            return text;
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] == '\\' && next == '\'')
            {
                i++;
                continue;
            }

            if (text[i] == '\\' && next is '$' or '\\')
                i++;
            result.Append(text[i]);
        }

        return result.ToString();
    }

    // switch_caller_extension_add_application in switch_caller.c.
    private static string Added(string argument) =>
        argument.Contains("\\'", StringComparison.Ordinal) ? throw new FormatException("App not added") : Expand(argument);

    private static bool HasEscapedData(string text)
    {
        int i = text.IndexOf('\\', StringComparison.Ordinal);
        while (i >= 0)
        {
            i++;
            if (i < text.Length && text[i] is '\\' or 'n' or 's' or 't' or '\'')
                return true;
            i = text.IndexOf('\\', i);
        }

        return false;
    }

    private static string MarkCommas(string pipe)
    {
        char[] p = pipe.ToCharArray();
        int end = -1;
        bool quoted = false, other = false;
        for (int i = 0; i < p.Length; i++)
        {
            if (end < 0 && p[i] == '[')
            {
                end = FindEnd(new string(p), i, '[', ']');
                other = i + 2 < p.Length && p[i + 1] == '^' && p[i + 2] == '^';
                quoted = false;
            }

            if (p[i] == '\'')
                quoted = !quoted;
            if (end >= 0 && i < end && p[i] == ',' && p[i - 1] != '\\')
                p[i] = quoted || other ? QuotedComma : UnquotedComma;
            if (i == end)
                end = -1;
        }

        return new string(p);
    }

    private static Leg ParseLeg(string text)
    {
        text = text.TrimStart(' ');
        var variables = new Dictionary<string, string>();
        while (text.StartsWith('['))
        {
            int end = FindEnd(text, 0, '[', ']');
            if (end < 0)
                throw new FormatException("no end of [");
            text = text[..end].Replace(QuotedComma, ',') + text[end..];
            text = Brackets(text, '[', ']', UnquotedComma, variables);
        }

        return new Leg(text.TrimStart(' '), variables);
    }

    private static string Brackets(string data, char open, char close, char separator, Dictionary<string, string> variables)
    {
        int end = FindEnd(data, 0, open, close);
        if (end < 0)
            throw new FormatException($"no end of {open}");
        string inside = data[1..end];
        if (inside.StartsWith("^^", StringComparison.Ordinal))
        {
            separator = inside[2];
            inside = inside[3..];
        }

        foreach (string variable in Separate(inside, separator, 1024))
        {
            List<string> parts = Separate(variable, '=', 2);
            if (parts.Count == 2)
                variables.Add(parts[0], parts[1]);
        }

        return data[(end + 1)..];
    }

    private static int FindEnd(string text, int from, char open, char close)
    {
        int depth = 1;
        for (int i = from + 1; i < text.Length; i++)
        {
            if (text[i] == open && open != close)
                depth++;
            else if (text[i] == close && --depth == 0)
                return i;
        }

        return -1;
    }

    private static List<string> SeparateAt(string text, char delimiter, int max)
    {
        var starts = new List<int>();
        char[] p = text.ToCharArray();
        bool inQuotes = false, start = true;
        for (int i = 0; i < p.Length && starts.Count < max;)
        {
            if (start)
            {
                starts.Add(i);
                start = false;
                continue;
            }

            if (p[i] == '\\')
            {
                i++;
            }
            else if (p[i] == '\'' && (inQuotes || Array.IndexOf(p, '\'', i + 1) >= 0))
            {
                inQuotes = !inQuotes;
            }
            else if (p[i] == delimiter && !inQuotes)
            {
                p[i] = '\0';
                start = true;
            }

            i++;
        }

        return [.. starts.Select(s => CleanUp(p, s, delimiter))];
    }

    private static List<string> SeparateBlank(string text, int max)
    {
        var starts = new List<int>();
        char[] p = text.ToCharArray();
        bool inQuotes = false;
        string state = "start";
        for (int i = 0; i < p.Length && starts.Count < max;)
        {
            switch (state)
            {
                case "start":
                    starts.Add(i);
                    state = "skip";
                    break;
                case "skip" when p[i] == ' ':
                    i++;
                    break;
                case "skip":
                    state = "find";
                    break;
                case "find":
                    if (p[i] == '\\')
                    {
                        i++;
                    }
                    else if (p[i] == '\'')
                    {
                        inQuotes = !inQuotes;
                    }
                    else if (p[i] == ' ' && !inQuotes)
                    {
                        p[i] = '\0';
                        state = "ending";
                    }

                    i++;
                    break;
                case "ending" when p[i] == ' ':
                    i++;
                    break;
                default:
                    state = "start";
                    break;
            }
        }

        return [.. starts.Select(s => CleanUp(p, s, '\0'))];
    }

    private static string CleanUp(char[] p, int start, char delimiter)
    {
        int stop = Array.IndexOf(p, '\0', start);
        string text = new(p, start, (stop < 0 ? p.Length : stop) - start);
        text = text.TrimStart(' ');
        var result = new StringBuilder();
        int end = -1;
        bool inQuotes = false;
        for (int i = 0; i < text.Length; i++)
        {
            char next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] == '\\')
            {
                char plain = next is '\'' or '"' or '\\' || (delimiter != '\0' && next == delimiter) ? next : Unescape(next);
                if (next is '\'' or '"' or '\\' || (delimiter != '\0' && next == delimiter) || plain != next)
                {
                    i++;
                    result.Append(plain);
                    end = result.Length;
                    continue;
                }
            }

            if (text[i] == '\'' && (inQuotes || text.IndexOf('\'', i + 1) >= 0))
            {
                inQuotes = !inQuotes;
                if (inQuotes)
                    end = result.Length;
                continue;
            }

            result.Append(text[i]);
            if (text[i] != ' ' || inQuotes)
                end = result.Length;
        }

        return end >= 0 ? result.ToString(0, end) : result.ToString();
    }

    private static char Unescape(char c) => c switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        's' => ' ',
        _ => c,
    };
}
