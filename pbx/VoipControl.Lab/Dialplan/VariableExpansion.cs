using System.Globalization;
using System.Text;

namespace VoipControl.Lab.Dialplan;

/// <summary>
/// <c>${name}</c>, <c>${name:offset:length}</c>, <c>${name[index]}</c>, <c>${command(arguments)}</c> and <c>${command arguments}</c>,
/// also nested, as switch_channel_expand_variables_check in switch_channel.c does them. Values are expanded again.
/// FreeSWITCH has a limit of depth only; a value that names itself twice would fill its memory, so work and length are bounded here.
/// </summary>
internal static class VariableExpansion
{
    /// <summary>Characters that an expansion may grow to.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>FreeSWITCH's limit of values within values; beyond it a text stays as it is.</summary>
    private const int MaxDepth = 100;

    private const int MaxReferences = 10_000;
    private const string ListPrefix = "ARRAY::";
    private const string ListSeparator = "|:";

    /// <exception cref="DialplanException">The result is longer than <see cref="MaxLength"/>, or took too many steps.</exception>
    public static string Expand(string text, ChannelScope scope)
    {
        var budget = MaxReferences;
        return Expand(text, scope, 0, ref budget);
    }

    private static string Expand(string text, ChannelScope scope, int depth, ref int budget)
    {
        if (depth > MaxDepth || !text.AsSpan().ContainsAny('$', '\\'))
            return text;
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (result.Length > MaxLength)
                throw TooLong();
            var c = text[at];
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (c == '\\' && next == '$')
            {
                // "\$" is a dollar sign; FreeSWITCH takes "\$$" for the same.
                result.Append('$');
                at += at + 2 < text.Length && text[at + 2] == '$' ? 2 : 1;
            }
            else if (c == '\\' && next == '\\')
            {
                result.Append('\\');
                at++;
            }
            else if (c == '\\' && next == '\'')
            {
                // The backslash goes and, as in FreeSWITCH, so does the quotation mark.
                at++;
            }
            else if (c == '$' && OpenBrace(text, at) is var open and > 0)
            {
                var end = ClosingBrace(text, open);
                var inner = text[(open + 1)..Math.Min(end, text.Length)];
                result.Append(Reference(inner, scope, depth, ref budget));
                at = end;
            }
            else
            {
                result.Append(c);
                if (c == '$' && next == '$')
                    at++;
            }
        }
        return result.Length <= MaxLength ? result.ToString() : throw TooLong();
    }

    /// <summary>Index of the brace of <c>${</c> or <c>$${</c>, or -1.</summary>
    private static int OpenBrace(string text, int dollar)
    {
        var at = dollar + 1;
        if (at < text.Length && text[at] == '$')
            at++;
        return at < text.Length && text[at] == '{' ? at : -1;
    }

    /// <summary>Index of the brace that closes; without one the reference goes to the end of the text.</summary>
    private static int ClosingBrace(string text, int open)
    {
        var depth = 1;
        for (var at = open + 1; at < text.Length; at++)
        {
            if (text[at] == '{' && at != open + 1)
                depth++;
            else if (text[at] == '}' && --depth == 0)
                return at;
        }
        return text.Length;
    }

    private static string Reference(string inner, ChannelScope scope, int depth, ref int budget)
    {
        if (--budget < 0)
            throw new DialplanException($"An expansion needs more than {MaxReferences} values; a variable probably names itself.");
        var call = inner.AsSpan().IndexOfAny(' ', '(');
        return call < 0 ? Value(inner, scope, depth, ref budget) : Command(inner, call, scope, depth, ref budget);
    }

    private static string Value(string inner, ChannelScope scope, int depth, ref int budget)
    {
        var name = Expand(inner, scope, depth + 1, ref budget);
        var (offset, length) = (0, 0);
        if (name.IndexOf(':') is var colon and >= 0)
        {
            var numbers = name[(colon + 1)..];
            name = name[..colon];
            offset = Number(numbers);
            if (numbers.IndexOf(':') is var second and >= 0)
                length = Number(numbers[(second + 1)..]);
        }
        var index = -1;
        if (name.IndexOf('[') is var bracket and >= 0 && name.IndexOf(']', bracket) > 0)
        {
            index = Number(name[(bracket + 1)..]);
            name = name[..bracket];
        }
        if (scope.Variable(name) is not { } value)
            return "";
        if (index >= 0)
            value = Element(value, index);
        value = Expand(value, scope, depth + 1, ref budget);
        return Part(value, offset, length);
    }

    /// <summary>An offset beyond the end leaves nothing; a negative one counts from the end; length 0 is the rest.</summary>
    private static string Part(string value, int offset, int length)
    {
        if (offset > value.Length)
            return "";
        if (offset >= 0)
            value = value[offset..];
        else if (-(long)offset <= value.Length)
            value = value[^-offset..];
        return length > 0 && length < value.Length ? value[..length] : value;
    }

    private static string Element(string value, int index)
    {
        if (!value.StartsWith(ListPrefix, StringComparison.Ordinal))
            return index == 0 ? value : "";
        var elements = value[ListPrefix.Length..].Split(ListSeparator);
        return index < elements.Length ? elements[index] : "";
    }

    private static string Command(string inner, int call, ChannelScope scope, int depth, ref int budget)
    {
        var name = Expand(inner[..call].TrimEnd(' '), scope, depth + 1, ref budget);
        var arguments = inner[(call + 1)..];
        if (inner[call] == '(')
            arguments = arguments[..ClosingParenthesis(arguments)];
        return scope.Api(name, Expand(arguments, scope, depth + 1, ref budget)) ?? "";
    }

    private static int ClosingParenthesis(string arguments)
    {
        var depth = 1;
        for (var at = 0; at < arguments.Length; at++)
        {
            if (arguments[at] == '(')
                depth++;
            else if (arguments[at] == ')' && --depth == 0)
                return at;
        }
        return arguments.Length;
    }

    /// <summary>The leading number of a text, 0 without one (atoi).</summary>
    private static int Number(string text)
    {
        var span = text.AsSpan().TrimStart(' ');
        var digits = span.Length > 0 && span[0] is '-' or '+' ? 1 : 0;
        while (digits < span.Length && char.IsAsciiDigit(span[digits]) && digits < 9)
            digits++;
        return int.TryParse(span[..digits], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static DialplanException TooLong() => new($"An expansion is longer than {MaxLength} characters.");
}
