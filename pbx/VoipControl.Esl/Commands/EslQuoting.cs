using System.Text;

namespace VoipControl.Esl;

/// <summary>
/// Quoting for switch_separate_string (switch_utils.c), with which FreeSWITCH splits nearly every argument. Each time a text
/// passes it, one level is taken off: a backslash protects the separator, an apostrophe and itself, and <c>\s</c> is a space
/// that is neither a separator nor trimmed. Apostrophes would quote too, but a lone one means different things there
/// (separate_string_blank_delim and separate_string_char_delim do not agree), so only backslashes are used.
/// </summary>
internal static class EslQuoting
{
    /// <summary>One word of a command line that is split at spaces.</summary>
    public static string Word(string text) => Level(text, ' ');

    /// <summary>Protects <paramref name="text"/> through one pass that splits at <paramref name="separator"/>.</summary>
    public static string Level(string text, char separator)
    {
        var quoted = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (c == ' ')
                quoted.Append("\\s");
            else if (c is '\\' or '\'' || c == separator)
                quoted.Append('\\').Append(c);
            else
                quoted.Append(c);
        }

        return quoted.ToString();
    }

    /// <summary>
    /// Checks an application's argument and protects it from what happens to every argument before the application sees it
    /// (switch_core_session_exec in switch_core_session.c): switch_channel_expand_variables halves backslashes and drops an
    /// apostrophe behind one, and <c>%[…]</c> in front sets variables. switch_caller_extension_add_application
    /// (switch_caller.c) drops the whole application, and with it the call, when its argument contains <c>\'</c>.
    /// </summary>
    public static string ApplicationArgument(string value)
    {
        EslText.CheckValue("application argument", value);
        if (value.StartsWith('%') && value.AsSpan(1, Math.Min(2, value.Length - 1)).Contains('['))
            throw new EslArgumentException("application argument", "must not begin with '%[', which sets variables");
        if (value.Contains("\\'", StringComparison.Ordinal))
            throw new EslArgumentException("application argument", "must not contain an apostrophe behind a backslash (or, in a dial string, in a variable), which the switch does not take");
        return value.Replace("\\", "\\\\", StringComparison.Ordinal);
    }

    /// <summary>A checked free-text argument as one word.</summary>
    public static string Argument(string name, string? value)
    {
        EslText.CheckValue(name, value);
        if (value!.Length == 0)
            throw new EslArgumentException(name, "must not be empty");
        // The splitter would take ^^ and the next character as the order to split at that character.
        if (value.StartsWith("^^", StringComparison.Ordinal))
            throw new EslArgumentException(name, "must not begin with '^^'");
        return Word(value);
    }
}
