using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Commands;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli;

/// <summary>The command line of `voipcontrol`.</summary>
internal static class CommandLine
{
    private const string Description = """
        VoipControl drives FreeSWITCH nodes, follows every call and keeps its record.

        This one program is the server (run, migrate, check-config, lab), a telephone that places calls and listens (probe),
        and the command line (calls, records, call, nodes), which talks to the SystemAPI at VOIPCONTROL_API (default http://127.0.0.1:8080) with the token in VOIPCONTROL_TOKEN.

        Exit codes: 0 done, 1 failed or crashed, 2 wrong command line, 78 wrong configuration.
        """;

    private static readonly string[] Examples =
    [
        "run # start every role",
        "token create me # make a token for the API",
        "calls --live # what goes on now",
        "call originate 1001 1002 --follow # connect two phones and watch",
        "records --from yesterday --json # call detail records for a script",
    ];

    /// <summary>Runs one command and returns the process's exit code. SIGINT and SIGTERM end it in order; a second one ends it at once.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? error = null, CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested;
            // Not on the signal's thread, which must not run what waits for the token.
            _ = stop.CancelAsync();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(args, CliEnvironment.Of(output, error), stop.Token);
    }

    internal static async Task<int> RunAsync(IReadOnlyList<string> args, CliEnvironment environment, CancellationToken cancellation)
    {
        var screen = new Screen(environment);
        try
        {
            var parsed = Build(environment).Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction refusal) return Refuse(parsed, refusal, screen);
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = environment.Output, Error = environment.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancellation);
        }
        catch (CliException e)
        {
            return screen.Fail(e.ExitCode, e.Message, e.Next);
        }
        catch (ConfigurationException e)
        {
            return Misconfigured(screen, e.Faults);
        }
        catch (OptionsValidationException e)
        {
            return Misconfigured(screen, [.. e.Failures]);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return screen.Fail(ExitCodes.Failed, "Stopped before it was done.", []);
        }
        catch (IOException e) when (e is not FileNotFoundException && e.HResult == BrokenPipe)
        {
            // Whoever read our output has seen enough, as `head` does.
            return ExitCodes.Failed;
        }
        catch (Exception e)
        {
            // An unhandled exception would end the process with 134 and a dump; what nobody foresaw is told with its stack.
            var explained = Failures.Explain(e) ?? CliException.Failed("A fault in voipcontrol itself:", e.ToString().Split('\n', StringSplitOptions.TrimEntries));
            return screen.Fail(explained.ExitCode, explained.Message, explained.Next);
        }
    }

    /// <summary>EPIPE of Linux, as .NET hands it on.</summary>
    private const int BrokenPipe = 32;

    internal static RootCommand Build(CliEnvironment environment)
    {
        var root = new RootCommand(Description) { HelpName = "voipcontrol" };
        var api = new ApiOptions(environment);
        foreach (var command in HostCommands.All(environment)) root.Add(command);
        root.Add(LabCommand.Create(environment));
        root.Add(ProbeCommand.Create(environment));
        root.Add(ListCommands.Calls(environment, api));
        root.Add(ListCommands.Records(environment, api));
        root.Add(CallCommand.Create(environment, api));
        root.Add(NodesCommand.Create(environment, api));
        root.Add(TrunkCommands.Trunk(environment, api));
        root.Add(TrunkCommands.Canary(environment, api));
        root.Add(TokenCommands.Create(environment));
        root.Add(JournalCommands.Create(environment));
        var help = root.Options.OfType<HelpOption>().Single();
        var plain = (HelpAction)help.Action!;
        plain.MaxWidth = environment.TerminalWidth ?? 120;
        help.Action = new HelpWithExamples(plain, Examples);
        return root;
    }

    private static int Misconfigured(Screen screen, IReadOnlyList<string> faults) => screen.Fail(ExitCodes.Configuration, "The configuration is not usable:",
        [.. faults.Select(static f => "  " + f), $"Correct the file (--config, {Settings.FileVariable}) or the environment ({Settings.EnvironmentPrefix}Section__Key), then try `voipcontrol check-config`."]);

    private static int Refuse(ParseResult parsed, ParseErrorAction refusal, Screen screen)
    {
        var words = new StringWriter();
        refusal.ShowHelp = false;
        parsed.InvocationConfiguration.Output = words;
        parsed.InvocationConfiguration.Error = words;
        refusal.Invoke(parsed);
        var lines = words.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // A mistyped command is not also a missing one.
        foreach (var line in lines.Where(l => parsed.UnmatchedTokens.Count == 0 || l != "Required command was not provided.")) screen.Notice(line);
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0) screen.Notice($"Commands: {string.Join(", ", command.Subcommands.Select(static c => c.Name))}.");
        screen.Notice($"See `{PathOf(command)} --help`.");
        return ExitCodes.Usage;
    }

    private static string PathOf(Command command)
    {
        var path = command is RootCommand ? "voipcontrol" : command.Name;
        return command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {path}" : path;
    }
}
