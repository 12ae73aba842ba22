using System.Text;

namespace VoipControl.Lab.Dialplan;

/// <summary>
/// Rewrites a PCRE pattern so that .NET's engine understands the same by it: classes are ASCII, as PCRE's are without its
/// UTF mode. Constructs that .NET lacks or numbers differently are refused by name.
/// </summary>
internal static class PcrePattern
{
    private static readonly Dictionary<char, string> Classes = new()
    {
        ['d'] = "0-9",
        ['w'] = "A-Za-z0-9_",
        ['s'] = @" \t\n\r\f\v",
        ['h'] = @" \t",
    };

    private static readonly Dictionary<string, string> Posix = new(StringComparer.Ordinal)
    {
        ["digit"] = "0-9",
        ["alpha"] = "A-Za-z",
        ["alnum"] = "A-Za-z0-9",
        ["upper"] = "A-Z",
        ["lower"] = "a-z",
        ["xdigit"] = "0-9A-Fa-f",
        ["space"] = @" \t\n\r\f\v",
        ["blank"] = @" \t",
        ["word"] = "A-Za-z0-9_",
    };

    /// <exception cref="DialplanException">The pattern uses what cannot be rewritten.</exception>
    public static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var at = 0; at < pattern.Length; at++)
        {
            var c = pattern[at];
            var next = at + 1 < pattern.Length ? pattern[at + 1] : '\0';
            if (c == '\\')
            {
                result.Append(Escape(pattern, next, inClass));
                at++;
            }
            else if (inClass)
            {
                at = InClass(pattern, at, result);
                inClass = at < pattern.Length && !(pattern[at] == ']' && c == ']');
            }
            else if (c == '[')
            {
                inClass = true;
                result.Append('[');
                at = ClassStart(pattern, at, result);
            }
            else
            {
                RefuseUnknown(pattern, at, next);
                result.Append(c);
            }
        }
        return result.ToString();
    }

    /// <summary>Asterisk's patterns: N is 2 to 9, X a digit, Z 1 to 9, a point the rest (switch_ast2regex in switch_utils.c).</summary>
    public static string FromAsterisk(string pattern)
    {
        var result = new StringBuilder("^");
        foreach (var c in pattern)
        {
            _ = c switch
            {
                'N' => result.Append("[2-9]"),
                'X' => result.Append("[0-9]"),
                'Z' => result.Append("[1-9]"),
                '.' => result.Append(".*"),
                _ => result.Append(c),
            };
        }
        return result.Append('$').ToString();
    }

    private static string Escape(string pattern, char c, bool inClass)
    {
        if (Classes.TryGetValue(c, out var members))
            return inClass ? members : $"[{members}]";
        if (!inClass && char.IsAsciiLetterUpper(c) && Classes.TryGetValue(char.ToLowerInvariant(c), out members))
            return $"[^{members}]";
        if (c is 'Q' or 'E' or 'K' or 'R' or 'X' or 'N' or 'C' or 'g' or 'k' || (c == 'H' && inClass))
            throw new DialplanException($"Expression {pattern}: \\{c} is not supported.");
        return c == '\0' ? "\\" : $"\\{c}";
    }

    /// <summary>A caret, and a bracket that stands first, belong to the class.</summary>
    private static int ClassStart(string pattern, int at, StringBuilder result)
    {
        if (at + 1 < pattern.Length && pattern[at + 1] == '^')
        {
            result.Append('^');
            at++;
        }
        if (at + 1 < pattern.Length && pattern[at + 1] == ']')
        {
            result.Append(@"\]");
            at++;
        }
        return at;
    }

    /// <summary>One member of a class; returns the index of its last character.</summary>
    private static int InClass(string pattern, int at, StringBuilder result)
    {
        if (pattern[at] != '[')
        {
            result.Append(pattern[at]);
            return at;
        }
        var end = at + 1 < pattern.Length && pattern[at + 1] == ':' ? pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            // .NET would begin a subtraction of classes.
            result.Append(@"\[");
            return at;
        }
        var name = pattern[(at + 2)..end];
        result.Append(Posix.TryGetValue(name, out var members)
            ? members
            : throw new DialplanException($"Expression {pattern}: class [:{name}:] is not supported."));
        return end + 1;
    }

    private static void RefuseUnknown(string pattern, int at, char next)
    {
        var c = pattern[at];
        if (c is '*' or '+' or '?' or '}' && next == '+')
            throw new DialplanException($"Expression {pattern}: possessive quantifiers are not supported.");
        if (c != '(' || next != '?' || at + 2 >= pattern.Length)
            return;
        var kind = pattern[at + 2];
        var look = at + 3 < pattern.Length && pattern[at + 3] is '=' or '!';
        if (kind is 'P' or '\'' or 'R' or '&' or '|' or '(' or '+' || (kind == '<' && !look) || char.IsAsciiDigit(kind))
            throw new DialplanException($"Expression {pattern}: (?{kind} is not supported.");
    }
}
