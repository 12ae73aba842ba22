using System.Text;

namespace VoipControl.Esl;

/// <summary>
/// Writes dial strings: endpoints with variables in front. The rules are read from FreeSWITCH 1.10.12: originate_function in
/// mod_commands.c, switch_ivr_originate.c, switch_event_create_brackets in switch_event.c.
/// </summary>
/// <remarks>
/// A bracket inside a block cannot be escaped, because switch_find_end_paren counts brackets before anything else looks at
/// backslashes; such a value is refused. All other characters get through: in braces a value passes three splits (space,
/// comma, equals sign), in square brackets five (space, bar, comma, the inner separator, equals sign).
/// </remarks>
internal static class DialStrings
{
    private static readonly string[] s_forbidden = [":_:", "origination_nested_vars"];

    /// <summary>A whole dial string, not yet protected from the split at spaces.</summary>
    public static string DialString(IReadOnlyList<EslOriginateLeg> legs, IReadOnlyDictionary<string, string>? variables, bool oneAfterTheOther)
    {
        if (legs.Count is 0 or > 16)
            throw new EslArgumentException("legs", "must be 1 to 16");
        var dial = new StringBuilder();
        if (variables is not null)
            WriteBraces(dial, variables);
        for (int i = 0; i < legs.Count; i++)
        {
            if (i > 0)
                dial.Append(oneAfterTheOther ? '|' : ',');
            WriteBrackets(dial, legs[i].Variables);
            dial.Append(legs[i].Endpoint);
        }

        return dial.ToString();
    }

    /// <summary>One block for every leg: <c>{a=1,b=2}</c>, not yet protected from the split at spaces.</summary>
    private static void WriteBraces(StringBuilder dial, IReadOnlyDictionary<string, string> variables)
    {
        int before = dial.Length;
        foreach ((string name, string value) in variables)
        {
            Check(name, value, '{', '}');
            // FreeSWITCH drops a variable without a value; leaving it out says so.
            if (value.Length == 0)
                continue;
            dial.Append(dial.Length == before ? '{' : ',').Append(name).Append('=')
                .Append(EslQuoting.Level(EslQuoting.Level(value, '\\'), ','));
        }

        if (dial.Length > before)
            dial.Append('}');
    }

    /// <summary>
    /// One block a variable: <c>[a=1][b=2]</c>. Within one block the separator commas are recognised by looking one byte
    /// back for a backslash and by counting every apostrophe, escaped or not, so a value that ends with a backslash would
    /// swallow the next variable.
    /// </summary>
    private static void WriteBrackets(StringBuilder dial, IReadOnlyDictionary<string, string> variables)
    {
        foreach ((string name, string value) in variables)
        {
            Check(name, value, '[', ']');
            if (value.Length == 0)
                continue;
            string inner = EslQuoting.Level(EslQuoting.Level(value, '\\'), '\\');
            dial.Append('[').Append(name).Append('=').Append(EslQuoting.Level(EslQuoting.Level(inner, ','), '|')).Append(']');
        }
    }

    private static void Check(string name, string value, char open, char close)
    {
        EslText.CheckToken("variable name", name);
        string argument = $"variable {name}";
        EslText.CheckValue(argument, value);
        if (value.AsSpan().IndexOfAny(open, close) >= 0)
            throw new EslArgumentException(argument, $"must not contain '{open}' or '{close}', which cannot be quoted there");
        if (name.Equals(s_forbidden[1], StringComparison.OrdinalIgnoreCase))
            throw new EslArgumentException("variable name", $"must not be {s_forbidden[1]}, which makes the switch expand values");
        foreach (string word in s_forbidden)
        {
            if (value.Contains(word, StringComparison.OrdinalIgnoreCase))
                throw new EslArgumentException(argument, $"must not contain '{word}', which the switch looks for before it parses");
        }
    }
}
