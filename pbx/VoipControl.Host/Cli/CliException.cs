namespace VoipControl.Host.Cli;

/// <summary>Ends a command: what went wrong, and what to do next.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">One sentence for a person.</param>
/// <param name="next">Further lines: details, then what to do.</param>
internal sealed class CliException(int exitCode, string message, params IReadOnlyList<string> next) : Exception(message)
{
    public int ExitCode => exitCode;

    public IReadOnlyList<string> Next => next;

    /// <summary>The same may well succeed in a moment.</summary>
    public bool Passing { get; init; }

    public static CliException Failed(string message, params IReadOnlyList<string> next) => new(ExitCodes.Failed, message, next);

    public static CliException Usage(string message, params IReadOnlyList<string> next) => new(ExitCodes.Usage, message, next);
}
