namespace VoipControl.Pbx.Calls;

/// <summary>
/// Turns what people dial into a switch's dial strings: `1001` is an extension, `trunk/number` a number over a gateway.
/// Anything else must begin with a text that the configuration allows.
/// </summary>
internal sealed class DialStrings(PbxOptions options)
{
    /// <summary>The dial string of a party.</summary>
    /// <exception cref="CommandException">The text is neither; the message names <paramref name="field"/>.</exception>
    public string Endpoint(string party, string field)
    {
        if (options.AllowedDialStrings.Exists(a => a.Length > 0 && party.StartsWith(a, StringComparison.Ordinal))) return party;
        if (IsNumber(party)) return options.Domain.Length > 0 ? $"user/{party}@{options.Domain}" : $"user/{party}";
        var slash = party.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && IsName(party[..slash]) && IsNumber(party[(slash + 1)..])) return $"sofia/gateway/{party[..slash]}/{party[(slash + 1)..]}";
        throw new CommandException(400, $"{field} must be an extension (1001) or trunk/number (gsm1/+99655500000).");
    }

    private static bool IsNumber(string text) =>
        text.Length is > 0 and <= 64 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '*' or '#' or '.' or '-' or '_');

    private static bool IsName(string text) => text.Length <= 64 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
