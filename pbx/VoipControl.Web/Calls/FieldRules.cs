using System.Text.RegularExpressions;
using VoipControl.Core.Commands;
using VoipControl.Web.Problems;

namespace VoipControl.Web.Calls;

/// <summary>
/// What texts from outside may hold. Line breaks and other control characters are refused everywhere: they mean
/// something to the event socket, and nothing in a number, a name or a variable.
/// </summary>
internal static partial class FieldRules
{
    private const int MaxVariables = 32;

    /// <summary>Why a text is refused; null when it is fine.</summary>
    public static string? TextError(string text, int shortest, int longest)
    {
        if (text.Length < shortest || text.Length > longest) return $"It must have {shortest} to {longest} characters; it has {text.Length}.";
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\r' or '\n' or '\u2028' or '\u2029') return $"It must not have line breaks; there is one at character {i + 1}.";
            if (char.IsControl(text[i])) return $"It must not have control characters; there is one at character {i + 1}.";
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else return $"It has half a character (a lone surrogate) at character {i + 1}.";
        }
        return null;
    }

    /// <summary>A piece of the request for a message.</summary>
    public static string Printable(string text, int longest) =>
        new([.. text.Take(longest).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);

    public static void Check(OriginateCall call) => Throw(
        ("from", TextError(call.From, 1, 255)),
        ("to", TextError(call.To, 1, 255)),
        ("node", Optional(call.Node, 64)),
        ("tenant", Optional(call.Tenant, 64)),
        ("callerIdNumber", Optional(call.CallerIdNumber, 64)),
        ("callerIdName", Optional(call.CallerIdName, 128)),
        ("timeoutSeconds", call.TimeoutSeconds is < 5 or > 300 ? "It must be 5 to 300." : null),
        ("variables", Variables(call.Variables)));

    public static void Check(CallCommand command)
    {
        switch (command)
        {
            case HangUpCall { Cause: { } cause }:
                Throw(("cause", CauseName().IsMatch(cause) ? null : "It must be a cause name such as NORMAL_CLEARING: capital letters, digits and _, at most 64."));
                break;
            case TransferCall transfer:
                Throw(("to", TextError(transfer.To, 1, 255)), ("context", Optional(transfer.Context, 64)));
                break;
            case SendDtmf dtmf:
                Throw(("digits", Digits().IsMatch(dtmf.Digits) ? null : "It must be 1 to 64 of 0-9, A-D, *, #, w and W."));
                break;
            case RecordCall { File: { } file }:
                Throw(("file", TextError(file, 1, 128) ?? (file[0] == '.' || file.AsSpan().ContainsAny('/', '\\')
                    ? "It must be a file name without folders that does not start with a dot." : null)));
                break;
        }
    }

    private static string? Optional(string? text, int longest) => text is null ? null : TextError(text, 1, longest);

    private static string? Variables(IReadOnlyDictionary<string, string>? variables)
    {
        if (variables is null) return null;
        if (variables.Count > MaxVariables) return $"There may be at most {MaxVariables}; there are {variables.Count}.";
        foreach (var (name, value) in variables)
        {
            if (!VariableName().IsMatch(name)) return $"The name '{Printable(name, 64)}' must have 1 to 64 letters, digits and _.";
            if (value is null) return $"{name}: It must be text.";
            if (TextError(value, 0, 1_024) is { } error) return $"{name}: {error}";
        }
        return null;
    }

    private static void Throw(params ReadOnlySpan<(string Field, string? Error)> checks)
    {
        var errors = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (field, error) in checks)
            if (error is not null) errors[field] = [error];
        if (errors.Count > 0) throw ProblemException.Invalid(errors);
    }

    [GeneratedRegex(@"\A[A-Z0-9_]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CauseName();

    [GeneratedRegex(@"\A[0-9A-Da-d*#wW]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A[A-Za-z0-9_]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
