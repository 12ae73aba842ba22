namespace VoipControl.Host.Cli;

/// <summary>What a command may use of the world around it.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Results go here and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Errors, progress and hints.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Columns of the terminal that <see cref="Output"/> is; null where it is a file or a pipe.</summary>
    public int? TerminalWidth { get; init; }

    public bool Colours { get; init; }

    /// <summary><see cref="Error"/> is a terminal, where a bar may be drawn again and again.</summary>
    public bool ErrorIsTerminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    public HostCalls Host { get; init; } = HostCalls.Real;

    /// <summary>How often a followed call is looked at.</summary>
    public TimeSpan FollowInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a followed call may be unknown or its API away before following it is given up.</summary>
    public TimeSpan FollowPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The process's own console, except where a writer is given.</summary>
    public static CliEnvironment Of(TextWriter? output, TextWriter? error)
    {
        var isTerminal = output is null && !Console.IsOutputRedirected;
        return new CliEnvironment
        {
            Output = output ?? Console.Out,
            Error = error ?? Console.Error,
            ErrorIsTerminal = error is null && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null),
            // A terminal that does not tell its size says 0.
            TerminalWidth = isTerminal ? Console.WindowWidth is > 20 and var width ? width : 80 : null,
            // https://no-color.org
            Colours = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null),
        };
    }
}
