using Microsoft.Extensions.Configuration;
using VoipControl.Host.Cli;
using VoipControl.Testing;

namespace VoipControl.Tests.Cli;

/// <summary>One command run in process: what it printed and how it ended.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public const string Secret = "vc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    public static Task<CliRun> OfAsync(params string[] args) => OfAsync(static e => e, args);

    public static Task<CliRun> AgainstAsync(ScriptedApi api, params string[] args) =>
        OfAsync(e => e with { Variable = name => name switch { "VOIPCONTROL_API" => api.Address, "VOIPCONTROL_TOKEN" => Secret, _ => null } }, args);

    public static async Task<CliRun> OfAsync(Func<CliEnvironment, CliEnvironment> change, string[] args, CancellationToken cancellation = default)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var environment = change(new CliEnvironment
        {
            Output = output,
            Error = error,
            Variable = static _ => null,
            FollowInterval = TimeSpan.FromMilliseconds(1),
            Host = NoHost,
        });
        var code = await CommandLine.RunAsync(args, environment, limit.Token);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Time that stands at 2026-01-01, five minutes after the sample call began.</summary>
    public static FakeTimeProvider FiveMinutesLater { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 5, 0, TimeSpan.Zero));

    /// <summary>A host that must not be asked for anything but an empty configuration.</summary>
    public static HostCalls NoHost { get; } = new()
    {
        Run = static (_, _, _) => throw new InvalidOperationException("run was not expected"),
        Migrate = static (_, _) => throw new InvalidOperationException("migrate was not expected"),
        CheckConfig = static (_, _) => throw new InvalidOperationException("check-config was not expected"),
        Load = static _ => new ConfigurationBuilder().Build(),
        Roles = HostCalls.Real.Roles,
    };
}
