using System.CommandLine;

namespace VoipControl.Host.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class CliCommand : Command
{
    /// <param name="name">The word to type.</param>
    /// <param name="description">What it does, in full sentences; lists of commands show the first one alone.</param>
    /// <param name="examples">Command lines without the program's name; text after ` # ` explains.</param>
    public CliCommand(string name, string description, params IReadOnlyList<string> examples) : base(name, FirstSentence(description)) =>
        (Details, Examples) = (description[FirstSentence(description).Length..].Trim(), examples);

    /// <summary>The sentences after the first.</summary>
    public string Details { get; }

    public IReadOnlyList<string> Examples { get; }

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? text[..(end + 1)] : text;
}
