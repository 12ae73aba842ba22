using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace VoipControl.Lab.Dialplan;

/// <summary>
/// Regular expressions as switch_regex_perform in switch_regex.c reads them: a PCRE pattern, or <c>/pattern/options</c> with
/// options i and s, or <c>_pattern</c> of Asterisk's kind. Run by .NET with a time limit; what PCRE knows and .NET does not is refused.
/// </summary>
internal static class PcreExpression
{
    /// <summary>Longest pattern; longer is no dialplan.</summary>
    private const int MaxLength = 4096;

    private const int MaxCached = 1000;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(100);
    private static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    /// <summary>Matches anywhere in the text; null when it does not.</summary>
    /// <exception cref="DialplanException">The pattern is malformed, not supported, or took longer than 100 ms.</exception>
    public static PcreMatch? Match(string text, string expression)
    {
        try
        {
            var match = Compiled(expression).Match(text);
            return match.Success ? new PcreMatch([.. match.Groups.Values.Select(static g => g.Value)]) : null;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new DialplanException($"Expression {expression} took longer than {TimeLimit.TotalMilliseconds} ms.", e);
        }
    }

    private static Regex Compiled(string expression)
    {
        if (Cache.TryGetValue(expression, out var known))
            return known;
        if (expression.Length > MaxLength)
            throw new DialplanException($"An expression has {expression.Length} characters; {MaxLength} are allowed.");
        var options = RegexOptions.CultureInvariant;
        var pattern = expression;
        if (expression.StartsWith('_'))
        {
            pattern = PcrePattern.FromAsterisk(expression[1..]);
        }
        else if (expression.StartsWith('/'))
        {
            var end = expression.LastIndexOf('/');
            if (end == 0)
                throw new DialplanException($"Expression {expression} lacks its second /.");
            pattern = expression[1..end];
            if (expression.IndexOf('i', end) > 0)
                options |= RegexOptions.IgnoreCase;
            if (expression.IndexOf('s', end) > 0)
                options |= RegexOptions.Singleline;
        }
        try
        {
            var regex = new Regex(PcrePattern.Translate(pattern), options, TimeLimit);
            if (Cache.Count < MaxCached)
                Cache[expression] = regex;
            return regex;
        }
        catch (ArgumentException e)
        {
            throw new DialplanException($"Expression {expression}: {e.Message}", e);
        }
    }
}
