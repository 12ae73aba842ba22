using System.Text;

namespace VoipControl.Lab.Commands;

/// <summary>
/// Splits command arguments exactly as the real switch does, quotes and backslashes included
/// (switch_separate_string in switch_utils.c, switch_event_create_brackets in switch_event.c): what a client escaped
/// wrongly comes out wrong here too.
/// </summary>
internal static class Arguments
{
    /// <summary>The words of an argument; at most <paramref name="most"/>, what follows is lost with the last one.</summary>
    public static List<string> Split(string text, char delimiter, int most)
    {
        var parts = delimiter == ' ' ? SplitAtBlanks(text, most) : SplitAt(text, delimiter, most);
        return [.. parts.Select(p => Clean(p, delimiter == ' ' ? '\0' : delimiter))];
    }

    /// <summary>Takes groups such as <c>{a=1,b=2}</c> off the front; false = an opening bracket has no end.</summary>
    public static bool TryTakeVariables(ref string text, char open, char close, List<KeyValuePair<string, string>> into)
    {
        text = text.TrimStart(' ');
        while (text.Length > 0 && text[0] == open)
        {
            var end = FindEnd(text, open, close);
            if (end < 0)
                return false;
            var inner = text[1..end];
            var delimiter = ',';
            if (inner.Length > 2 && inner.StartsWith("^^", StringComparison.Ordinal))
            {
                delimiter = inner[2];
                inner = inner[3..];
            }
            foreach (var pair in Split(inner, delimiter, 1024))
            {
                if (Split(pair, '=', 2) is [var name, var value])
                    into.Add(new(name, value));
            }
            text = text[(end + 1)..].TrimStart(' ');
        }
        return true;
    }

    private static int FindEnd(string text, char open, char close)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == open)
                depth++;
            else if (text[i] == close && --depth == 0)
                return i;
        }
        return -1;
    }

    private static List<string> SplitAtBlanks(string text, int most)
    {
        var parts = new List<string>();
        var at = 0;
        while (at < text.Length && parts.Count < most)
        {
            while (at < text.Length && text[at] == ' ')
                at++;
            if (at == text.Length)
                break;
            var start = at;
            var quoted = false;
            for (; at < text.Length && (quoted || text[at] != ' '); at++)
            {
                if (text[at] == '\\')
                    at++;
                else if (text[at] == '\'')
                    quoted = !quoted;
            }
            parts.Add(text[start..Math.Min(at, text.Length)]);
            at++;
        }
        return parts;
    }

    private static List<string> SplitAt(string text, char delimiter, int most)
    {
        var parts = new List<string>();
        var start = 0;
        var quoted = false;
        for (var at = 0; at < text.Length && parts.Count < most; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '\'' && (quoted || text.IndexOf('\'', at + 1) >= 0))
            {
                quoted = !quoted;
            }
            else if (text[at] == delimiter && !quoted && parts.Count < most - 1)
            {
                parts.Add(text[start..at]);
                start = at + 1;
            }
        }
        if (start < text.Length)
            parts.Add(text[start..]);
        return parts;
    }

    private static string Clean(string text, char delimiter)
    {
        var clean = new StringBuilder(text.Length);
        var quoted = false;
        var end = 0;
        text = text.TrimStart(' ');
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\\' && at + 1 < text.Length && Unescape(text[at + 1], delimiter) is { } plain)
            {
                clean.Append(plain);
                end = clean.Length;
                at++;
            }
            else if (c == '\'' && (quoted || text.IndexOf('\'', at + 1) >= 0))
            {
                quoted = !quoted;
                if (quoted)
                    end = clean.Length;
            }
            else
            {
                clean.Append(c);
                if (c != ' ' || quoted)
                    end = clean.Length;
            }
        }
        return clean.ToString(0, end);
    }

    private static char? Unescape(char c, char delimiter) => c switch
    {
        '\'' or '"' or '\\' => c,
        _ when delimiter != '\0' && c == delimiter => c,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        's' => ' ',
        _ => null,
    };
}
