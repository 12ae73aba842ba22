namespace VoipControl.Esl;

/// <summary>
/// A command or one of its arguments cannot be carried safely to the switch. Nothing was sent.
/// </summary>
public sealed class EslArgumentException : EslException
{
    internal EslArgumentException(string argument, string problem)
        : base($"{argument}: {problem}")
    {
        Argument = argument;
        Problem = problem;
    }

    /// <summary>The argument that was refused, as its builder names it.</summary>
    public string Argument { get; }

    /// <summary>What was wrong with it. The value itself is not repeated: it may be hostile or secret.</summary>
    public string Problem { get; }
}
