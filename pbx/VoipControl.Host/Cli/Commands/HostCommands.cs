using System.CommandLine;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>run, migrate, check-config, roles.</summary>
internal static class HostCommands
{
    public static IEnumerable<CliCommand> All(CliEnvironment environment)
    {
        yield return Run(environment);
        yield return Migrate(environment);
        yield return CheckConfig(environment);
        yield return Roles(environment);
    }

    public static Option<string?> Config() => new("--config")
    {
        Description = $"Configuration file (JSON); otherwise {Settings.FileVariable}, otherwise {Settings.DefaultFile} where it exists.",
        HelpName = "FILE",
    };

    private static Option<string> RoleOption(CliEnvironment environment) => new("--role")
    {
        Description = $"Roles, separated by commas: {string.Join(", ", environment.Host.Roles.Select(static r => r.Name))}; or all.",
        HelpName = "ROLES",
        DefaultValueFactory = static _ => "all",
    };

    private static CliCommand Run(CliEnvironment environment)
    {
        var role = RoleOption(environment);
        var config = Config();
        var command = new CliCommand("run",
            "Starts a process of one or more roles and stays until SIGINT or SIGTERM. Ends with 1 when a loop crashed, so that a supervisor starts it again, and with 78 when the configuration is wrong, so that it does not.",
            "run # every role", "run --role pbx --config /etc/voipcontrol/voipcontrol.json # only the role that drives the switches", "run --role web,pbx") { role, config };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await environment.Host.Run(parsed.GetRequiredValue(role), parsed.GetValue(config), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Asked to stop while it was still starting.
                return ExitCodes.Done;
            }
        });
        return command;
    }

    private static CliCommand Migrate(CliEnvironment environment)
    {
        var config = Config();
        var command = new CliCommand("migrate",
            "Brings the database's schema up to this program's, forward only. `run` does the same at its start; run it by hand before an upgrade, or to make tokens first. Several at once are safe.",
            "migrate", "migrate --config /etc/voipcontrol/voipcontrol.json") { config };
        command.SetAction(async (parsed, cancellation) =>
        {
            var work = environment.Host.Migrate(parsed.GetValue(config), cancellation);
            var code = await Progress.TellAsync(environment, static () => "Migrating the database …", work);
            if (code == ExitCodes.Done) new Screen(environment).Line("The database schema is up to date.");
            return code;
        });
        return command;
    }

    private static CliCommand CheckConfig(CliEnvironment environment)
    {
        var role = RoleOption(environment);
        var config = Config();
        var command = new CliCommand("check-config",
            "Checks the configuration for the given roles and starts nothing. Every fault is listed with its key; the exit code is then 78.",
            "check-config", "check-config --role pbx --config new.json # before a restart with a new file") { role, config };
        command.SetAction(parsed =>
        {
            var code = environment.Host.CheckConfig(parsed.GetRequiredValue(role), parsed.GetValue(config));
            if (code == ExitCodes.Done) new Screen(environment).Line($"The configuration is good for role {parsed.GetRequiredValue(role)}.");
            return code;
        });
        return command;
    }

    private static CliCommand Roles(CliEnvironment environment)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document and nothing else." };
        var command = new CliCommand("roles", "Lists the roles that `run --role` knows.", "roles", "roles --json") { json };
        command.SetAction(parsed =>
        {
            var screen = new Screen(environment);
            if (parsed.GetValue(json))
            {
                screen.Json(new { items = environment.Host.Roles.Select(static r => new { name = r.Name, does = r.Does }) });
                return ExitCodes.Done;
            }
            var table = new TableView().With("ROLE").With("DOES");
            foreach (var (name, does) in environment.Host.Roles) table.Row(name, does);
            screen.Table(table);
            return ExitCodes.Done;
        });
        return command;
    }
}
