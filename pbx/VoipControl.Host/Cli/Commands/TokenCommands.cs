using System.CommandLine;
using VoipControl.Host.Cli.Output;
using VoipControl.Store.Migrations;
using VoipControl.Store.MySql;
using VoipControl.Store.Queries;

namespace VoipControl.Host.Cli.Commands;

/// <summary>token: the bearer tokens of the SystemAPI, straight in the database, because the first one cannot come from the API.</summary>
internal static class TokenCommands
{
    public static CliCommand Create(CliEnvironment environment) =>
        new("token", "Makes, lists and revokes the bearer tokens of the SystemAPI. Works on the database of the configuration, not over the API.",
            "token create me --scope control", "token list", "token revoke 0193482e-5a0b-7d52-8e3f-6d1a2b3c4d5e")
        {
            Make(environment), List(environment), Revoke(environment),
        };

    private static CliCommand Make(CliEnvironment environment)
    {
        var name = new Argument<string>("NAME") { Description = "Who or what it is for, 1 to 255 characters." };
        var scope = new Option<ApiScope?>("--scope")
        {
            Description = "read (look), control (also place calls and act on them) or admin (also see addresses). Each includes the ones before it.",
            HelpName = "read|control|admin",
            DefaultValueFactory = static _ => ApiScope.Control,
            CustomParser = Parsing.Name<ApiScope>,
        };
        var tenant = new Option<string?>("--tenant") { Description = "The only tenant it sees and controls; otherwise all.", HelpName = "TENANT" };
        var expires = new Option<TimeSpan?>("--expires")
        {
            Description = "How long it is good, such as 12h or 90d; otherwise for ever.",
            HelpName = "LENGTH",
            CustomParser = static result =>
            {
                if (Times.TryReadLength(result.Tokens[0].Value, out var length) && length > TimeSpan.Zero) return length;
                result.AddError($"--expires must be a length such as 12h or 90d, not '{result.Tokens[0].Value}'.");
                return null;
            },
        };
        var (config, json) = Shared();
        var command = new CliCommand("create",
            "Makes a token and prints its secret, which is kept nowhere and shown only now. Standard output gets the secret alone, so that it can be put into a variable.",
            "token create me", "token create board --scope read --tenant acme --expires 90d", "token create script --json # {\"id\":…,\"secret\":…}") { name, scope, tenant, expires, config, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var database = await OpenAsync(environment, parsed.GetValue(config), cancellation);
            CreatedToken made;
            try
            {
                var until = parsed.GetValue(expires) is { } length ? environment.Time.GetUtcNow().UtcDateTime + length : (DateTime?)null;
                made = await new TokenStore(database, environment.Time).CreateAsync(
                    parsed.GetRequiredValue(name), parsed.GetRequiredValue(scope)!.Value, parsed.GetValue(tenant), until, cancellation);
            }
            catch (ArgumentException e)
            {
                throw CliException.Usage(e.Message);
            }
            var screen = new Screen(environment);
            if (parsed.GetValue(json))
            {
                var token = made.Token;
                screen.Json(new { token.Id, token.Name, token.Scope, token.Tenant, token.CreatedAt, token.ExpiresAt, made.Secret });
                return ExitCodes.Done;
            }
            screen.Line(made.Secret);
            screen.Notice($"Token {made.Token.Id} is made; its secret is shown only now. Use it: export {Api.ApiOptions.TokenVariable}=(the line above)");
            return ExitCodes.Done;
        });
        return command;
    }

    private static CliCommand List(CliEnvironment environment)
    {
        var (config, json) = Shared();
        var command = new CliCommand("list", "Lists all tokens, oldest first, also those that are revoked or have expired. Secrets are not kept and cannot be shown.", "token list", "token list --json") { config, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var database = await OpenAsync(environment, parsed.GetValue(config), cancellation);
            var tokens = await new TokenStore(database, environment.Time).ListAsync(cancellation);
            var screen = new Screen(environment);
            if (parsed.GetValue(json)) screen.Json(new { items = tokens });
            else if (tokens.Count == 0) screen.Line("There is no token yet. Make one with `voipcontrol token create NAME`.");
            else screen.Table(Draw(tokens, environment.Time.GetUtcNow().UtcDateTime));
            return ExitCodes.Done;
        });
        return command;
    }

    private static CliCommand Revoke(CliEnvironment environment)
    {
        var id = new Argument<Guid>("ID") { Description = "The token's id; `token list` shows it.", CustomParser = Parsing.Token };
        var (config, json) = Shared();
        var command = new CliCommand("revoke", "Takes a token back for ever. Running processes refuse it within seconds.", "token revoke 0193482e-5a0b-7d52-8e3f-6d1a2b3c4d5e") { id, config, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var database = await OpenAsync(environment, parsed.GetValue(config), cancellation);
            var token = parsed.GetRequiredValue(id);
            if (!await new TokenStore(database, environment.Time).RevokeAsync(token, cancellation))
                throw CliException.Failed($"No good token has the id {token}: it is unknown or was revoked before.", "`voipcontrol token list` shows them all.");
            var screen = new Screen(environment);
            if (parsed.GetValue(json)) screen.Json(new { id = token, revoked = true });
            else screen.Line($"Token {token} is revoked.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static TableView Draw(IReadOnlyList<ApiToken> tokens, DateTime now)
    {
        var table = new TableView().With("TOKEN").With("NAME").With("SCOPE").With("TENANT", 2).With("CREATED", 4).With("EXPIRES", 3).With("STATE");
        foreach (var token in tokens)
        {
            table.Row(token.Id.ToString(), token.Name, Words.Lower(token.Scope), token.Tenant ?? "all", Times.Text(token.CreatedAt), token.ExpiresAt is null ? "never" : Times.Text(token.ExpiresAt),
                token.RevokedAt is not null ? new Cell("revoked", Tone.Bad) : token.ExpiresAt <= now ? new Cell("expired", Tone.Warning) : new Cell("good", Tone.Good));
        }
        return table;
    }

    private static async Task<VoipDatabase> OpenAsync(CliEnvironment environment, string? configFile, CancellationToken cancellation)
    {
        VoipDatabase database;
        try
        {
            database = new VoipDatabase(environment.Host.ConnectionString(configFile));
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException([$"Database:ConnectionString cannot be used: {e.Message}"]);
        }
        var pending = await Progress.TellAsync(environment, () => $"Waiting for the database at {database.Address} …", MigrationRunner.PendingAsync(database, cancellation));
        if (pending.Count == 0) return database;
        await database.DisposeAsync();
        throw CliException.Failed($"The database {database.DatabaseName} at {database.Address} lacks {pending.Count} migration(s).", "Run `voipcontrol migrate` first.");
    }

    private static (Option<string?> Config, Option<bool> Json) Shared() =>
        (HostCommands.Config(), new Option<bool>("--json") { Description = "Print one JSON document and nothing else." });
}
