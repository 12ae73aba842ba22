namespace VoipControl.Lab.Dialplan;

/// <summary>What a successful match captured: the whole match, then the groups in order of their parentheses.</summary>
internal sealed record PcreMatch(IReadOnlyList<string> Groups)
{
    public static readonly PcreMatch None = new([]);

    /// <summary><c>$1</c> and <c>${1}</c> in <paramref name="data"/> (switch_perform_substitution in switch_regex.c). A group that
    /// there is not becomes nothing; a dollar sign that no digit follows stays.</summary>
    public string Substitute(string data)
    {
        var result = new System.Text.StringBuilder(data.Length);
        for (var at = 0; at < data.Length; at++)
        {
            if (data[at] == '$' && Reference(data, at, out var group, out var end))
            {
                if (group < Groups.Count)
                    result.Append(Groups[group]);
                at = end;
            }
            else
            {
                result.Append(data[at]);
            }
        }
        return result.ToString();
    }

    private static bool Reference(string data, int dollar, out int group, out int end)
    {
        group = 0;
        var brace = dollar + 1 < data.Length && data[dollar + 1] == '{';
        var at = dollar + (brace ? 2 : 1);
        var first = at;
        for (; at < data.Length && char.IsAsciiDigit(data[at]) && at - first < 9; at++)
            group = group * 10 + (data[at] - '0');
        end = brace ? at : at - 1;
        return at > first && (!brace || (at < data.Length && data[at] == '}'));
    }
}
