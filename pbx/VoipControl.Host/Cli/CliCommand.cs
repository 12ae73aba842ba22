using System.CommandLine;

namespace VoipControl.Host.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class CliCommand : Command
{
    /// <param name="name">The word to type.</param>
    /// <param name="description">What it does, in full sentences.</param>
    /// <param name="examples">Command lines without the program's name; text after ` # ` explains.</param>
    public CliCommand(string name, string description, params IReadOnlyList<string> examples) : base(name, description) => Examples = examples;

    public IReadOnlyList<string> Examples { get; }
}
