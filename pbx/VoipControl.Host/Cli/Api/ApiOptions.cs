using System.CommandLine;

namespace VoipControl.Host.Cli.Api;

/// <summary>The options of every command that talks to the SystemAPI.</summary>
internal sealed class ApiOptions(CliEnvironment environment)
{
    public const string AddressVariable = "VOIPCONTROL_API";
    public const string TokenVariable = "VOIPCONTROL_TOKEN";

    private const string DefaultAddress = "http://127.0.0.1:8080";
    private const int LongestToken = 4096;

    private readonly Option<string?> _address = new("--api")
    {
        Description = $"Address of the SystemAPI; otherwise {AddressVariable}, otherwise {DefaultAddress}.",
        HelpName = "URL",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"Bearer token. Better: {TokenVariable}, which other users of this machine cannot see in the process list.",
        HelpName = "TOKEN",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document and nothing else." };

    public CliCommand AddTo(CliCommand command)
    {
        command.Add(_json);
        command.Add(_address);
        command.Add(_token);
        return command;
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public ApiClient Connect(ParseResult parsed)
    {
        var given = parsed.GetValue(_address);
        var (text, source) = given is not null ? (given, "--api")
            : environment.Variable(AddressVariable) is { Length: > 0 } set ? (set, AddressVariable) : (DefaultAddress, "");
        // The text is not shown: a password may stand in it.
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw CliException.Usage($"{source} must be an address such as {DefaultAddress}, with neither user nor query.");
        var token = (parsed.GetValue(_token) ?? environment.Variable(TokenVariable))?.Trim();
        if (token is { Length: > 0 } && (token.Length > LongestToken || token.Any(static c => c is <= ' ' or > '~')))
            throw CliException.Usage($"The token ({(parsed.GetValue(_token) is null ? TokenVariable : "--token")}) has characters that no token has. A token looks like vc_ and 43 letters, digits, - and _.");
        return new ApiClient(environment, address, token is { Length: > 0 } ? token : null);
    }
}
