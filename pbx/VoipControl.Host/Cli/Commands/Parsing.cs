using System.CommandLine.Parsing;
using System.Globalization;
using VoipControl.Core.Calls;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>Turns words of the command line into values; what is wrong becomes an error that names what is right.</summary>
internal static class Parsing
{
    /// <summary>A name of an enumeration in any case, with or without dashes: `no-answer` is NoAnswer. Never a number.</summary>
    public static T? Name<T>(ArgumentResult result) where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        var plain = text.Replace("-", "", StringComparison.Ordinal);
        if (plain.Length > 0 && plain.All(char.IsAsciiLetter) && Enum.TryParse<T>(plain, ignoreCase: true, out var value)) return value;
        result.AddError($"'{text}' is not one of {string.Join(", ", Enum.GetNames<T>().Select(static n => n.ToLowerInvariant()))}.");
        return null;
    }

    /// <summary>A whole number within bounds. Not a validator: asking for the value of what is no number throws there.</summary>
    public static Func<ArgumentResult, int> Number(int from, int to) => result =>
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to) return number;
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} must be a whole number from {from} to {to}, not '{text}'.");
        return from;
    };

    public static DateTime? Time(ArgumentResult result, CliEnvironment environment)
    {
        var text = result.Tokens[0].Value;
        if (Times.TryRead(text, environment.Time.GetUtcNow().UtcDateTime, out var at)) return at;
        result.AddError($"'{text}' is no time. Write 2026-11-20, 2026-11-20T14:30Z, 2026-11-20T15:30+01:00, today, yesterday, or an age such as 90s, 15m, 2h or 7d.");
        return null;
    }

    public static CallId Call(ArgumentResult result) => new(Uuid(result, "a call", "`voipcontrol calls` lists them"));

    public static LegId? Leg(ArgumentResult result) => new(Uuid(result, "a leg", "`voipcontrol call show ID` lists them"));

    public static Guid Token(ArgumentResult result) => Uuid(result, "a token", "`voipcontrol token list` lists them");

    private static Guid Uuid(ArgumentResult result, string of, string where)
    {
        var text = result.Tokens[0].Value;
        if (Guid.TryParseExact(text, "D", out var id)) return id;
        // Not shown when it may be a secret that was put in the wrong place.
        result.AddError(text.StartsWith("vc_", StringComparison.Ordinal)
            ? $"That is a token's secret, not the id of {of}; {where}."
            : $"'{text}' is not the id of {of}, such as 5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11; {where}.");
        return default;
    }
}
