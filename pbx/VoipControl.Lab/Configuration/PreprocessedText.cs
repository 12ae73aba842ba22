using System.Text;

namespace VoipControl.Lab.Configuration;

/// <summary>The document that the preprocessor makes of many files, with the origin of each of its lines.</summary>
internal sealed class PreprocessedText(int maxCharacters)
{
    private readonly StringBuilder _text = new();
    private readonly List<(string File, int Line)> _origins = [];

    public override string ToString() => _text.ToString();

    /// <summary>Adds one line without its line break.</summary>
    public void Add(string line, string file, int number)
    {
        if (_text.Length + line.Length + 1 > maxCharacters)
            throw new ConfigurationException($"{file}:{number}: the configuration has more than {maxCharacters} characters.");
        _text.Append(line).Append('\n');
        _origins.Add((file, number));
    }

    /// <summary>Where a line of the document, counted from 1, came from: <c>file:line</c>.</summary>
    public string Origin(int line) =>
        line >= 1 && line <= _origins.Count ? $"{_origins[line - 1].File}:{_origins[line - 1].Line}" : "end of the configuration";
}
