namespace VoipControl.Store.Migrations;

/// <summary>Splits a script into statements, as MySQL's own client does: at semicolons outside of strings, names and comments.</summary>
internal static class SqlScript
{
    /// <exception cref="FormatException">A string, name or comment does not end, or the script changes the delimiter.</exception>
    public static IReadOnlyList<string> Split(string script)
    {
        var statements = new List<string>();
        var start = 0;
        var hasText = false;
        for (var i = 0; i < script.Length;)
        {
            var c = script[i];
            if (c is '\'' or '"' or '`')
            {
                hasText = true;
                i = EndOfQuoted(script, i);
            }
            else if (c == '#' || IsDashComment(script, i))
            {
                i = EndOfLine(script, i);
            }
            else if (c == '/' && i + 1 < script.Length && script[i + 1] == '*')
            {
                // `/*! … */` is text that MySQL runs.
                hasText |= i + 2 < script.Length && script[i + 2] == '!';
                i = EndOfComment(script, i);
            }
            else if (c == ';')
            {
                if (hasText) statements.Add(script[start..i].Trim());
                start = ++i;
                hasText = false;
            }
            else
            {
                if (!hasText && !char.IsWhiteSpace(c))
                {
                    hasText = true;
                    if (string.Compare(script, i, "DELIMITER", 0, 9, StringComparison.OrdinalIgnoreCase) == 0)
                        throw new FormatException($"Line {LineOf(script, i)}: DELIMITER is a command of the mysql client and not understood here.");
                }
                i++;
            }
        }
        if (hasText) statements.Add(script[start..].Trim());
        return statements;
    }

    // Two dashes begin a comment only before white space: `5--1` is an expression.
    private static bool IsDashComment(string script, int at) =>
        script[at] == '-' && at + 1 < script.Length && script[at + 1] == '-'
        && (at + 2 == script.Length || char.IsWhiteSpace(script[at + 2]) || char.IsControl(script[at + 2]));

    private static int EndOfLine(string script, int from)
    {
        var end = script.IndexOf('\n', from);
        return end < 0 ? script.Length : end + 1;
    }

    private static int EndOfComment(string script, int from)
    {
        var end = script.IndexOf("*/", from + 2, StringComparison.Ordinal);
        return end < 0 ? throw new FormatException($"Line {LineOf(script, from)}: the comment does not end.") : end + 2;
    }

    private static int EndOfQuoted(string script, int from)
    {
        var quote = script[from];
        for (var i = from + 1; i < script.Length; i++)
        {
            if (script[i] == '\\' && quote != '`') i++;
            else if (script[i] == quote && i + 1 < script.Length && script[i + 1] == quote) i++;
            else if (script[i] == quote) return i + 1;
        }
        throw new FormatException($"Line {LineOf(script, from)}: the text that begins with {quote} does not end.");
    }

    private static int LineOf(string script, int at) => script.AsSpan(0, at).Count('\n') + 1;
}
