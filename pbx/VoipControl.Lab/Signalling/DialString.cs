using VoipControl.Lab.Commands;

namespace VoipControl.Lab.Signalling;

/// <summary>One place to dial, such as <c>user/1001</c> or <c>sofia/gateway/gsm1/0555</c>, with the variables of its own leg.</summary>
internal sealed record DialTarget(string Address, IReadOnlyList<KeyValuePair<string, string>> Variables);

/// <summary>
/// What bridge and originate dial: <c>{for all legs}[for this leg]user/1001,[…]sofia/…|user/1002</c>; a comma dials at
/// once, a bar after the ones before have failed (switch_ivr_originate.c).
/// </summary>
internal sealed record DialString(
    IReadOnlyList<KeyValuePair<string, string>> Variables, IReadOnlyList<IReadOnlyList<DialTarget>> Rounds)
{
    /// <summary>More would be a dialplan gone wrong; FreeSWITCH has 128 of both.</summary>
    private const int MaxTargets = 128;

    /// <summary>Null when a bracket is not closed, nothing is dialled, or there are more than 128 targets.</summary>
    public static DialString? Parse(string text)
    {
        var all = new List<KeyValuePair<string, string>>();
        if (!Arguments.TryTakeVariables(ref text, '{', '}', all) || !Arguments.TryTakeVariables(ref text, '<', '>', all))
            return null;
        var rounds = new List<IReadOnlyList<DialTarget>>();
        var total = 0;
        foreach (var round in Split(text, '|'))
        {
            var targets = new List<DialTarget>();
            foreach (var member in Split(round, ','))
            {
                var address = member;
                var own = new List<KeyValuePair<string, string>>();
                if (!Arguments.TryTakeVariables(ref address, '[', ']', own))
                    return null;
                if (address.Trim() is not { Length: > 0 } trimmed)
                    continue;
                if (++total > MaxTargets)
                    return null;
                targets.Add(new DialTarget(trimmed, own));
            }
            if (targets.Count > 0)
                rounds.Add(targets);
        }
        return rounds.Count == 0 ? null : new DialString(all, rounds);
    }

    /// <summary>Splits outside brackets, of which each kind nests.</summary>
    private static IEnumerable<string> Split(string text, char at)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '[' or '{')
                depth++;
            else if (text[i] is ']' or '}')
                depth--;
            else if (text[i] == at && depth <= 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
        yield return text[start..];
    }
}
