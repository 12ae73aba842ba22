using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace VoipControl.Host.Cli;

/// <summary>The library's help, then the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<string> examplesOfRoot) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch { CliCommand command => command.Examples, RootCommand => examplesOfRoot, _ => [] };
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is CliCommand { Details: { Length: > 0 } details })
        {
            output.WriteLine("Details:");
            foreach (var line in Wrapped(details, help.MaxWidth - 2)) output.WriteLine("  " + line);
            output.WriteLine();
        }
        output.WriteLine("Examples:");
        var lines = examples.Select(static e => e.Split(" # ", 2)).ToList();
        var longest = lines.Where(static l => l.Length > 1).Select(static l => l[0].Length).DefaultIfEmpty().Max();
        foreach (var line in lines)
            output.WriteLine(line.Length == 1 ? $"  voipcontrol {line[0]}" : $"  voipcontrol {line[0].PadRight(longest)}  # {line[1]}");
        return ExitCodes.Done;
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
