using System.Reflection;

namespace VoipControl.Lab.Channels;

/// <summary>Named groups of channel variables read from the embedded variables.txt.</summary>
internal sealed class VariableBlocks
{
    private readonly Dictionary<string, (string Name, string[] Parts)[]> _blocks;

    private VariableBlocks(Dictionary<string, (string, string[])[]> blocks) => _blocks = blocks;

    public static VariableBlocks Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("variables.txt")
            ?? throw new InvalidDataException("variables.txt is not embedded.");
        using var reader = new StreamReader(stream);
        var blocks = new Dictionary<string, (string, string[])[]>(StringComparer.Ordinal);
        var current = new List<(string, string[])>();
        var name = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                if (name.Length > 0)
                    blocks[name] = [.. current];
                current.Clear();
                name = line.Trim('[', ']');
            }
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && !line.StartsWith('#'))
            {
                current.Add((line[..at], Split(Uri.UnescapeDataString(line[(at + 1)..]))));
            }
        }
        blocks[name] = [.. current];
        return new VariableBlocks(blocks);
    }

    public void Apply(string block, ChannelVariables variables, LegFacts facts)
    {
        foreach (var (name, parts) in _blocks[block])
            variables[name] = parts.Length == 1 ? parts[0] : Fill(parts, facts);
    }

    // Odd parts are names of values, even ones text between them.
    private static string[] Split(string text) => text.Split('{', '}');

    private static string Fill(string[] parts, LegFacts facts)
    {
        var filled = new string[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            filled[i] = i % 2 == 0 ? parts[i] : facts.ValueOf(parts[i]);
        return string.Concat(filled);
    }
}
